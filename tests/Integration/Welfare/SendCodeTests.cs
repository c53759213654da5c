using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Integration.NoAccess;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Welfare;

/// <summary>A one-time code leaves once, whatever happens to the process that sends it.</summary>
public sealed class SendCodeTests
{
    [Fact]
    public async Task A_code_that_was_handed_over_just_before_the_process_died_is_not_sent_again()
    {
        await using var system = await RepairsSystem.StartAsync(new SystemOptions { Environment = new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = "code-handed-over:1" } });
        var story = new Story(system, await system.NowAsync());
        await system.ExecuteAsync($"insert into needs.contact (landlord, household_ref, phone, changed_at) values ('demo', '{story.Household}', '07700 900555', now())");
        await story.SayAsync(story.Raised);
        await system.SettleAsync(60);
        var token = new SignedLink(new PlatformSettings { LinkKey = system.Setting("Repairs__LinkKey") }).Make(story.Repair, 1);
        var page = await new ResidentPage(system).OpenAsync($"/r/{token}/tell-us");
        try
        {
            await page.PressAsync("Send me a code");
        }
        catch (HttpRequestException)
        {
            // The process may die before it answers.
        }

        await Eventually.TrueAsync(() => Task.FromResult(system.HasEnded), 20, "the process to die");
        Assert.Single(Codes(system));

        await system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = "" });
        await Eventually.Async(() => system.ScalarAsync<long>("select count(*) from welfare.one_time_code where next_send_at is null"), n => n == 1, 20, "the code to be done with");
        var code = (await File.ReadAllTextAsync(Assert.Single(Codes(system)))).Split("\n\n")[1][..6];
        await page.OpenAsync($"/r/{token}/tell-us/code");
        await page.PressAsync("Continue", ("Code", code));
        Assert.Equal($"/r/{token}/tell-us/open", page.Path);
    }

    private static IEnumerable<string> Codes(RepairsSystem system) =>
        Directory.GetFiles(system.Outbox, "*.txt").Where(f => File.ReadAllText(f).Contains("is your code", StringComparison.Ordinal));
}
