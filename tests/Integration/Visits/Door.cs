using System.Net.Http.Json;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>A visit of its own household and operative, made by publishing what Booking publishes.</summary>
internal sealed class Door
{
    private readonly RepairsSystem _system;

    private Door(RepairsSystem system, DateTimeOffset now, TimeSpan windowIn)
    {
        _system = system;
        var start = now + windowIn;
        WindowStart = new DateTimeOffset(start.Ticks - (start.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        BookedAt = now;
        Operative = system.As(Roles.Operative, OperativeRef);
        Needs = system.As(Roles.Needs);
    }

    public Guid VisitId { get; } = Guid.NewGuid();

    public Guid RepairId { get; } = Guid.NewGuid();

    public string HouseholdRef { get; } = $"H-{Guid.NewGuid():N}";

    public string OperativeRef { get; } = $"OP-{Guid.NewGuid():N}";

    public DateTimeOffset WindowStart { get; }

    public DateTimeOffset WindowEnd => WindowStart.AddHours(2);

    public DateTimeOffset BookedAt { get; }

    public DateOnly Date => LondonTime.DateOf(WindowStart);

    public HttpClient Operative { get; }

    public HttpClient Needs { get; }

    /// <param name="windowIn">How far ahead the two-hour window begins; by default it began half an hour ago.</param>
    public static async Task<Door> WaitingAsync(RepairsSystem system, TimeSpan? windowIn = null) =>
        new(system, await system.NowAsync(), windowIn ?? TimeSpan.FromMinutes(-30));

    /// <summary>A door whose visit Visits knows.</summary>
    public static async Task<Door> BookedAsync(RepairsSystem system, TimeSpan? windowIn = null)
    {
        var door = await WaitingAsync(system, windowIn);
        await door.BookAsync();
        await door.KnownAsync();
        return door;
    }

    public AppointmentBooked Booked(DateTimeOffset? at = null) => new(
        DemoPeople.Landlord, Guid.NewGuid(), VisitId, RepairId, HouseholdRef, "P-1", "North", "plumbing", Priority.Routine, "Contractor", OperativeRef,
        Date, LondonTime.TimeOf(WindowStart), LondonTime.TimeOf(WindowEnd), WindowStart, WindowEnd, Actor.Resident, 48, at ?? BookedAt);

    public AppointmentChanged Changed(DateTimeOffset windowStart, DateTimeOffset at) => new(
        DemoPeople.Landlord, Guid.NewGuid(), VisitId, RepairId, HouseholdRef, "P-1", "North", "plumbing", Priority.Routine, "Contractor", OperativeRef,
        LondonTime.DateOf(windowStart), LondonTime.TimeOf(windowStart), LondonTime.TimeOf(windowStart.AddHours(2)), windowStart, windowStart.AddHours(2),
        WindowStart, WindowEnd, Actor.Resident, 48, at);

    public AppointmentCancelled Cancelled(DateTimeOffset at, Actor by = Actor.Resident) => new(
        DemoPeople.Landlord, Guid.NewGuid(), VisitId, RepairId, HouseholdRef, "North", "plumbing", WindowStart, WindowEnd, by, 48, at);

    public Task<Guid> BookAsync() => _system.PublishAsync("Booking", Booked());

    public Task KnownAsync() => Eventually.Async(StoredAsync, n => n == 1, 60, "the visit to be known");

    public Task<long> StoredAsync() => CountAsync("visits.visit");

    public Task<long> CountAsync(string table) => _system.ScalarAsync<long>($"select count(*) from {table} where visit_id = '{VisitId}'");

    public async Task<JsonElement[]> ListAsync(DateOnly? date = null) =>
        await Operative.GetFromJsonAsync<JsonElement[]>($"/api/visits?date={date ?? Date:yyyy-MM-dd}") ?? [];

    public Task<HttpResponseMessage> ReadAsync() => Operative.PostAsync($"/api/visits/{VisitId}/brief-read", null);

    public Task<HttpResponseMessage> SetOffAsync() => Operative.PostAsync($"/api/visits/{VisitId}/on-my-way", null);

    public Task<HttpResponseMessage> ReportAsync(object report) => Operative.PostAsJsonAsync($"/api/visits/{VisitId}/outcome", report);

    public async Task<HttpResponseMessage> PhotoAsync(Guid photoId, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        return await Operative.PutAsync($"/api/visits/{VisitId}/photos/{photoId}", content);
    }

    public Task<HttpResponseMessage> AgreeAsync(string code, string? words, string? doorWords = null) =>
        Needs.PostAsJsonAsync($"/api/households/{HouseholdRef}/adjustments", new { code, words, doorWords, consent = new { how = "on the phone", at = BookedAt.AddDays(-1) } });

    /// <summary>A report of no answer with every part of its evidence, but for the photo, which is sent apart.</summary>
    public Dictionary<string, object?> NoAnswer(Guid? reportId = null, Guid? photoId = null, DateTimeOffset? arrived = null, int minutes = 12)
    {
        var at = arrived ?? WindowStart.AddMinutes(15);
        return new Dictionary<string, object?>
        {
            ["reportId"] = reportId ?? Guid.NewGuid(),
            ["outcome"] = "DO10",
            ["arrivedAt"] = at,
            ["leftAt"] = at.AddMinutes(minutes),
            ["metresFromAddress"] = 20,
            ["tried"] = new object[] { new { what = "knock", at = at.AddSeconds(20) }, new { what = "bell", at = at.AddSeconds(50) } },
            ["cardPhotoId"] = photoId,
        };
    }

    /// <summary>The events of a type that Visits published about this visit.</summary>
    public Task<long> PublishedAsync(string type) =>
        _system.ScalarAsync<long>($"select count(*) from visits.event_log where type = '{type}' and body ->> 'visitId' = '{VisitId}'");

    public Task<string?> LastAsync(string type, string path) =>
        _system.ScalarAsync<string>($"select body #>> '{{{path}}}' from visits.event_log where type = '{type}' and body ->> 'visitId' = '{VisitId}' order by id desc limit 1");
}
