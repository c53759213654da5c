using System.Net;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>Processes that die at the worst moment: a system of its own, because it is killed.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "58")]
    public async Task A_visit_and_its_report_outlive_a_crash_once_each()
    {
        var door = await Door.WaitingAsync(_system);
        await _system.RestartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["REPAIRS_FAILPOINT"] = "consumer-committed:1" });
        await door.BookAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "the process to die after its commit");

        await _system.RestartAsync();
        await door.KnownAsync();
        var (report, photo) = (door.NoAnswer(photoId: Guid.NewGuid()), Guid.NewGuid());
        report["cardPhotoId"] = photo;
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);
        _system.Kill();
        await _system.RestartAsync();

        Assert.Equal(HttpStatusCode.OK, (await door.ReportAsync(report)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(photo, Pictures.Png())).StatusCode);
        Assert.Equal(1, await door.StoredAsync());
        Assert.Equal(1, await door.CountAsync("visits.report"));
        Assert.Equal(1, await door.PublishedAsync("VisitOutcomeReported"));
        Assert.Equal("true", await door.LastAsync("VisitEvidenceAdded", "evidence,cardPhoto"));
    }
}
