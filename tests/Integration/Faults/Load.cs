using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Faults;

/// <summary>Careful clients: they raise repairs and take a time, and where an answer is missing or unclear they send the same request with the same key again.</summary>
internal sealed class Load(RepairsSystem system, History history, IReadOnlyList<Home> homes)
{
    /// <summary>What <see cref="World"/> says about people and homes: none of it may leave the tables made for it.</summary>
    public static IReadOnlyList<string> Canaries { get; } = ["Test Street", "Sam Resident", "07700 900123", "sam@example.org", "kitchen tap drips"];

    private const double Patience = 90;

    public static async Task<Load> PrepareAsync(RepairsSystem system, History history, int homes = 3)
    {
        var made = new List<Home>();
        for (var i = 0; i < homes; i++)
            made.Add(await system.HomeAsync(operatives: 2));
        return new Load(system, history, made);
    }

    /// <summary>As many bookings, by one client for each home.</summary>
    public Task BookAsync(int each) => Task.WhenAll(homes.Select(async home =>
    {
        for (var i = 0; i < each; i++)
            await BookOneAsync(home);
    }));

    /// <summary>Books until told to stop, at most four times a second for each home.</summary>
    public Task BookUntilAsync(CancellationToken enough) => Task.WhenAll(homes.Select(async home =>
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!enough.IsCancellationRequested)
        {
            await BookOneAsync(home);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }));

    public async Task<Exchange> RaiseAsync(Home home, string? key = null, HttpClient? client = null)
    {
        using var desk = history.Client(system, Roles.Desk);
        var raised = await History.InsistAsync(client ?? desk, HttpMethod.Post, "/api/repairs", new
        {
            householdRef = home.HouseholdRef,
            propertyRef = home.PropertyRef,
            trade = "plumbing",
            description = "The kitchen tap drips",
            priority = "routine",
            contact = new { name = "Sam Resident", phone = "07700 900123", email = "sam@example.org" },
        }, key, Patience);
        return raised.Status == 201 ? raised : throw new InvalidOperationException($"Raising answered {raised.Status}: {raised.Answer}");
    }

    public async Task<Exchange> BookOneAsync(Home home)
    {
        var link = (await RaiseAsync(home)).Json.GetProperty("residentLink").GetString()!;
        var token = link[(link.LastIndexOf('/') + 1)..];
        using var resident = history.Client(system);
        for (var tries = 0; tries < 8; tries++)
        {
            var offer = await Eventually.Async(() => History.SendAsync(resident, HttpMethod.Get, $"/api/resident/{token}/choices", null), e => !e.Unclear, Patience, "choices");
            if (offer.Status != 200)
                throw new InvalidOperationException($"Choices answered {offer.Status}: {offer.Answer}");
            if (offer.Json.GetProperty("choices").EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } choice)
                throw new InvalidOperationException("No choices: " + offer.Answer);
            var booked = await History.InsistAsync(resident, HttpMethod.Post, $"/api/resident/{token}/appointment", new { choiceId = choice.GetProperty("choiceId").GetString() }, seconds: Patience);
            if (booked.Status == 201)
                return booked;
            if (booked.Status != 409)
                throw new InvalidOperationException($"Booking answered {booked.Status}: {booked.Answer}");
        }

        throw new InvalidOperationException("Eight lost races in a row");
    }

    public Home FirstHome => homes[0];
}
