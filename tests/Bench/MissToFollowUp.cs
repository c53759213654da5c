using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench;

/// <summary>
/// From the operative's second report of no answer (the HTTP request) to the follow-up that Welfare has stored: two hops over event log, relay, broker and
/// inbox. Beside it, from the same run and system, the floor: a single hop of the same kind (a brief read, until NoAccess has handled it).
/// </summary>
internal static class MissToFollowUp
{
    private const int Warm = 20;

    public static async Task<int> RunAsync(int reports)
    {
        await using var system = await RepairsSystem.StartAsync();
        var now = await system.NowAsync();
        var visits = Enumerable.Range(0, Warm + reports).Select(i => new Missed(i, now)).ToList();
        foreach (var visit in visits)
        {
            foreach (var (service, e) in visit.Before())
                await system.PublishAsync(service, e);
        }

        Console.WriteLine($"{visits.Count} households with one counted miss each are told to the system …");
        await system.SettleAsync(120);

        var hops = new List<double>();
        var followUps = new List<double>();
        await using var connection = await system.AdminAsync();
        foreach (var visit in visits)
        {
            using var operative = system.As(Roles.Operative, visit.OperativeRef);
            hops.Add(await TimeAsync(
                () => operative.PostAsync($"/api/visits/{visit.VisitId}/brief-read", null),
                connection,
                "select 1 from noaccess.inbox i join visits.event_log l using (event_id) where l.type = 'VisitBriefRead' and l.body ->> 'visitId' = $1",
                visit.VisitId.ToString()));
            using var picture = new ByteArrayContent(Pictures.Jpeg());
            (await operative.PutAsync($"/api/visits/{visit.VisitId}/photos/{visit.PhotoId}", picture)).EnsureSuccessStatusCode();
        }

        await system.MoveClockAsync(TimeSpan.FromMinutes(45));
        await system.SettleAsync(120);
        foreach (var visit in visits)
        {
            using var operative = system.As(Roles.Operative, visit.OperativeRef);
            followUps.Add(await TimeAsync(
                () => operative.PostAsJsonAsync($"/api/visits/{visit.VisitId}/outcome", visit.Report()),
                connection,
                "select 1 from welfare.follow_up where household_ref = $1",
                visit.HouseholdRef));
            await system.SettleAsync(60);
        }

        var floor = Show("one hop: brief read → handled in NoAccess", hops.Skip(Warm));
        var whole = Show("outcome report → follow-up stored in Welfare", followUps.Skip(Warm));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio of the medians: {whole / floor:0.00} (two hops)"));
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load average {load}, {Environment.ProcessorCount} cores, {Repository.Configuration}"));
        return 0;
    }

    private static async Task<double> TimeAsync(Func<Task<HttpResponseMessage>> send, NpgsqlConnection connection, string sql, string key)
    {
        await using var look = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = key } } };
        var watch = Stopwatch.StartNew();
        using var answer = await send();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        while (await look.ExecuteScalarAsync() is null)
        {
            if (watch.Elapsed.TotalSeconds > 30)
                throw new TimeoutException($"Nothing came of {key} in 30 s");
        }

        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Show(string what, IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        var median = sorted[sorted.Count / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: n {sorted.Count}, p50 {median:0.0} ms, p95 {sorted[(int)(sorted.Count * 0.95)]:0.0} ms, most {sorted[^1]:0.0} ms"));
        return median;
    }

    /// <summary>A repair with one counted miss behind it and a second visit under way.</summary>
    private sealed class Missed(int number, DateTimeOffset now)
    {
        private readonly Guid _repair = Guid.CreateVersion7();
        private readonly Guid _first = Guid.CreateVersion7();
        private readonly DateTimeOffset _start = new(now.AddMinutes(5).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

        public Guid VisitId { get; } = Guid.CreateVersion7();

        public Guid PhotoId { get; } = Guid.CreateVersion7();

        public string HouseholdRef { get; } = string.Create(CultureInfo.InvariantCulture, $"H-bench-{number}");

        public string OperativeRef { get; } = string.Create(CultureInfo.InvariantCulture, $"OP-bench-{number}");

        public IEnumerable<(string Service, IEvent Event)> Before()
        {
            yield return ("Booking", new RepairRaised(DemoPeople.Landlord, _repair, HouseholdRef, "P-bench", "North", "plumbing", Priority.Routine, now.AddDays(28), 1, now.AddDays(-9)));
            yield return ("Booking", Booked(_first));
            yield return ("Visits", new VisitBriefRead(DemoPeople.Landlord, _first, _repair, HouseholdRef, OperativeRef, 0, _start.AddMinutes(-20)));
            yield return ("Visits", new VisitOutcomeReported(
                DemoPeople.Landlord, Guid.CreateVersion7(), null, _first, _repair, HouseholdRef, "North", "plumbing", Priority.Routine, "Contractor", OperativeRef, DoorOutcome.DO10,
                _start.AddMinutes(2), _start.AddMinutes(14), new DoorEvidence(true, true, true, true, true), [], _start, _start.AddHours(2), Actor.Contractor, _start.AddMinutes(15)));
            yield return ("Booking", Booked(VisitId));
        }

        public object Report()
        {
            var at = _start.AddMinutes(15);
            return new
            {
                reportId = Guid.CreateVersion7(),
                outcome = "DO10",
                arrivedAt = at,
                leftAt = at.AddMinutes(12),
                metresFromAddress = 20,
                tried = new[] { new { what = "knock", at = at.AddSeconds(20) }, new { what = "bell", at = at.AddSeconds(50) } },
                cardPhotoId = PhotoId,
            };
        }

        private AppointmentBooked Booked(Guid visit) => new(
            DemoPeople.Landlord, Guid.CreateVersion7(), visit, _repair, HouseholdRef, "P-bench", "North", "plumbing", Priority.Routine, "Contractor", OperativeRef,
            LondonTime.DateOf(_start), LondonTime.TimeOf(_start), LondonTime.TimeOf(_start.AddHours(2)), _start, _start.AddHours(2), Actor.Resident, 48, now.AddDays(-2));
    }
}
