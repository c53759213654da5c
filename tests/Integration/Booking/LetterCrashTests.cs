using Repairs.Booking;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking;

/// <summary>A process that dies between the provider and the commit of a letter. A system of its own, because it ends.</summary>
public sealed class LetterCrashTests(SharedSystem shared) : IClassFixture<SharedSystem>
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "58")]
    public async Task A_crash_while_a_letter_leaves_and_everything_told_again_leave_one_letter_with_one_slip()
    {
        var (repairId, _) = await _system.RepairAsync(await _system.HomeAsync());
        await SentAsync(repairId, "repair-raised");
        await _system.SettleAsync();
        await _system.RestartAsync(new Dictionary<string, string> { ["REPAIRS_FAILPOINT"] = "message-handed-over:1" });
        using var desk = new Visitor(_system, Roles.Desk);
        await desk.OpenAsync($"/desk/repairs/{repairId}/letter");
        try
        {
            await desk.PressAsync("Send the letter");
        }
        catch (HttpRequestException)
        {
            // The process may end before it answers.
        }

        await Eventually.TrueAsync(() => Task.FromResult(_system.HasEnded), 60, "the process to end");
        await _system.RestartAsync();
        await SentAsync(repairId, "choices-by-letter");
        await _system.RepublishAsync("Booking");
        await _system.SettleAsync();
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from messages.message where repair_id = '{repairId}' and template = 'choices-by-letter'"));
        Assert.Equal(1, await _system.ScalarAsync<int>($"select count(*) from booking.slip where repair_id = '{repairId}'"));
        var reference = LetterRule.Printed((await _system.ScalarAsync<string>($"select reference from booking.slip where repair_id = '{repairId}'"))!);
        Assert.Single(Directory.GetFiles(_system.Outbox), file => File.ReadAllText(file).Contains($"Slip {reference}\n", StringComparison.Ordinal));
    }

    private Task SentAsync(Guid repairId, string template) => Eventually.Async(
        () => _system.ScalarAsync<string>($"select state from messages.message where repair_id = '{repairId}' and template = '{template}'"), state => state == "sent", 60, $"{template} to be sent");
}
