using System.Globalization;
using Npgsql;
using Repairs.Contracts;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>A visit's events through the real relay, broker and consumers, in every order: what they come to depends on the set alone.</summary>
[Collection(SystemCollection.Name)]
public sealed class AnyOrderTests(SharedSystem shared)
{
    private const string Landlord = "demo";
    private const int Seed = 20261121;

    [Fact]
    [Trait("fault", "F19")]
    public async Task F19_Every_order_of_a_visits_events_ends_in_the_same_picture()
    {
        string[] deeds = ["raised", "booked", "read", "missed"];
        await SamePictureAsync("all", [.. Permutations(deeds)]);
    }

    [Fact]
    [Trait("fault", "F19")]
    public async Task F19_Seeded_shuffles_of_a_longer_story_end_in_the_same_picture()
    {
        string[] deeds = ["raised", "booked", "changed", "read", "away", "missed", "hazard", "photo"];
        var random = new Random(Seed);
        await SamePictureAsync("some", [.. Enumerable.Range(0, 30).Select(_ =>
        {
            var order = deeds.ToArray();
            random.Shuffle(order);
            return order;
        })]);
    }

    /// <summary>Tells each household the same story in its own order, one event of each story at a time, and compares what every service came to think.</summary>
    private async Task SamePictureAsync(string name, IReadOnlyList<string[]> orders)
    {
        var system = shared.System;
        var now = await system.NowAsync();
        var stories = orders.Select((order, i) => new Story(string.Create(CultureInfo.InvariantCulture, $"any-{name}-{Environment.ProcessId}-{i}"), order, now)).ToList();
        for (var step = 0; step < orders[0].Length; step++)
        {
            foreach (var story in stories)
            {
                var (service, e) = story.Tell(story.Order[step]);
                await system.PublishAsync(service, e);
            }

            await system.SettleAsync(60);
        }

        var pictures = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var story in stories)
        {
            var picture = await PictureAsync(story);
            (pictures.TryGetValue(picture, out var same) ? same : pictures[picture] = []).Add(string.Join(' ', story.Order));
        }

        Assert.True(pictures.Count == 1, $"{pictures.Count} pictures (seed {Seed}):\n" + string.Join('\n', pictures.Select(p => $"{p.Value.Count}× {p.Key}, for example {p.Value[0]}")));
        Assert.Contains("Unknown", pictures.Keys.Single(), StringComparison.Ordinal);
    }

    private async Task<string> PictureAsync(Story story)
    {
        string[] questions =
        [
            $"select 'attributed ' || outcome || ' ' || attribution from noaccess.visit where visit_id = '{story.VisitId}'",
            $"select 'visit ' || stands || ' ' || (window_start = '{story.Latest:O}') || ' ' || coalesce(trade, '') from visits.visit where visit_id = '{story.VisitId}'",
        ];
        await using var connection = await shared.System.AdminAsync();
        var picture = new List<string>();
        foreach (var question in questions)
        {
            await using var command = new NpgsqlCommand(question, connection);
            picture.Add(Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "nothing");
        }

        return string.Join(" · ", picture);
    }

    private static IEnumerable<string[]> Permutations(string[] items) =>
        items.Length == 1 ? [items] : items.SelectMany(first => Permutations([.. items.Where(i => i != first)]).Select(rest => (string[])[first, .. rest]));

    /// <summary>One visit as its authors told of it.</summary>
    private sealed class Story(string household, string[] order, DateTimeOffset now)
    {
        private readonly Guid _repair = Guid.CreateVersion7();
        private readonly Guid _appointment = Guid.CreateVersion7();
        private readonly Guid _report = Guid.CreateVersion7();
        /// <summary>Still to come, so that nobody is found absent meanwhile.</summary>
        private readonly DateTimeOffset _start = new DateTimeOffset(now.Year, now.Month, now.Day, 9, 0, 0, TimeSpan.Zero).AddDays(10);

        public string[] Order => order;

        public Guid VisitId { get; } = Guid.CreateVersion7();

        /// <summary>The window that stands in the end.</summary>
        public DateTimeOffset Latest => order.Contains("changed") ? _start.AddDays(1) : _start;

        public (string Service, IEvent Event) Tell(string deed) => deed switch
        {
            "raised" => ("Booking", new RepairRaised(Landlord, _repair, household, "P-" + household, "any", "plumbing", Priority.Routine, now.AddDays(20), 1, now)),
            "booked" => ("Booking", new AppointmentBooked(Landlord, _appointment, VisitId, _repair, household, "P-" + household, "any", "plumbing", Priority.Routine, "Contractor", "OP-" + household, DateOnly.FromDateTime(_start.UtcDateTime), new(9, 0), new(12, 0), _start, _start.AddHours(3), Actor.Resident, 48, now.AddMinutes(1))),
            "changed" => ("Booking", new AppointmentChanged(Landlord, Guid.CreateVersion7(), VisitId, _repair, household, "P-" + household, "any", "plumbing", Priority.Routine, "Contractor", "OP-" + household, DateOnly.FromDateTime(Latest.UtcDateTime), new(9, 0), new(12, 0), Latest, Latest.AddHours(3), _start, _start.AddHours(3), Actor.Resident, 24, now.AddMinutes(2))),
            "read" => ("Visits", new VisitBriefRead(Landlord, VisitId, _repair, household, "OP-" + household, 0, Latest.AddHours(-1))),
            "away" => ("Visits", new OperativeOnTheWay(Landlord, VisitId, _repair, household, "OP-" + household, Latest.AddMinutes(30), Latest.AddMinutes(-10))),
            "missed" => ("Visits", new VisitOutcomeReported(Landlord, _report, null, VisitId, _repair, household, "any", "plumbing", Priority.Routine, "Contractor", "OP-" + household, DoorOutcome.DO10, Latest.AddMinutes(30), Latest.AddMinutes(45), new DoorEvidence(true, true, true, true, true), [], Latest, Latest.AddHours(3), Actor.Contractor, Latest.AddMinutes(46))),
            "hazard" => ("Visits", new HazardObserved(Landlord, VisitId, _repair, household, "any", Latest.AddMinutes(46))),
            "photo" => ("Visits", new VisitEvidenceAdded(Landlord, VisitId, _report, _repair, household, new DoorEvidence(true, true, true, true, true), Latest.AddMinutes(47))),
            _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, "is no deed"),
        };
    }
}
