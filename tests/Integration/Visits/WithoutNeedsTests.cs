using System.Net;
using System.Text.RegularExpressions;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>Visits while Needs is down: a system of its own, whose Needs is at an address where nobody listens.</summary>
public sealed class WithoutNeedsTests : IAsyncLifetime
{
    private RepairsSystem _system = null!;

    public async Task InitializeAsync() => _system = await RepairsSystem.StartAsync(new SystemOptions
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Repairs__ServiceUrls__Needs"] = $"http://127.0.0.1:{RepairsSystem.FreePort()}" },
    });

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    [Trait("requirement", "17")]
    public async Task A_brief_that_could_not_be_fetched_is_never_an_empty_one()
    {
        var door = await Door.BookedAsync(_system);

        var instruction = (await door.ListAsync()).Single().GetProperty("instructions").EnumerateArray().Single().GetProperty("text").GetString();
        Assert.Equal("Instructions could not be fetched: ring the desk before you go.", instruction);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.ReadAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await door.SetOffAsync()).StatusCode);
        var page = await door.Operative.GetStringAsync($"/visits/{door.VisitId}");
        Assert.Contains("ring the desk before you go", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("I have read this", RegexOptions.None, TimeSpan.FromSeconds(1)), page);

        // What was seen at the door can be reported all the same; that nobody had read the brief is part of it.
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(door.NoAnswer())).StatusCode);
        Assert.Equal("false", await door.LastAsync("VisitOutcomeReported", "evidence,briefRead"));
    }
}
