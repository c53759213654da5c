using System.Globalization;
using System.Net.Http.Json;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Tests.Support;

/// <summary>A visit told to the system as Booking tells it, at a time the resident chose, and what its operative does over HTTP. Move the clock by 45 minutes between arriving and reporting.</summary>
public sealed class DoorVisit(RepairsSystem system, string household, string operative, Guid repair, DateTimeOffset now)
{
    private readonly DateTimeOffset _start = new(now.AddMinutes(5).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    private readonly Guid _report = Guid.CreateVersion7();
    private readonly Guid _photo = Guid.CreateVersion7();

    public Guid VisitId { get; } = Guid.CreateVersion7();

    public AppointmentBooked Booked => new(
        DemoPeople.Landlord, VisitId, VisitId, repair, household, "P-door", "North", "plumbing", Priority.Routine, "Contractor", operative,
        LondonTime.DateOf(_start), LondonTime.TimeOf(_start), LondonTime.TimeOf(_start.AddHours(2)), _start, _start.AddHours(2), Actor.Resident, 48, now.AddDays(-2));

    /// <summary>Reads the brief and sends the photo of the card.</summary>
    public async Task ArriveAsync()
    {
        using var client = system.As(Roles.Operative, operative);
        (await client.PostAsync(Path("brief-read"), null)).EnsureSuccessStatusCode();
        using var picture = new ByteArrayContent(Pictures.Jpeg());
        (await client.PutAsync(Path($"photos/{_photo}"), picture)).EnsureSuccessStatusCode();
    }

    /// <summary>Reports that nobody answered, with all of the evidence.</summary>
    public async Task<HttpResponseMessage> ReportAsync()
    {
        using var client = system.As(Roles.Operative, operative);
        var at = _start.AddMinutes(15);
        return await client.PostAsJsonAsync(Path("outcome"), new
        {
            reportId = _report,
            outcome = "DO10",
            arrivedAt = at,
            leftAt = at.AddMinutes(12),
            metresFromAddress = 20,
            tried = new[] { new { what = "knock", at = at.AddSeconds(20) }, new { what = "bell", at = at.AddSeconds(50) } },
            cardPhotoId = _photo,
        });
    }

    private Uri Path(string deed) => new(string.Create(CultureInfo.InvariantCulture, $"/api/visits/{VisitId}/{deed}"), UriKind.Relative);
}
