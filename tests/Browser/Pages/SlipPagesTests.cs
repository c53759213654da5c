using System.Globalization;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>Asking once, the one letter, and the slip that comes back, as the desk sees them.</summary>
[Collection(BrowserCollection.Name)]
[Trait("requirement", "3")]
public sealed class SlipPagesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    public async Task Nobody_answers_a_letter_goes_and_its_slip_is_entered(int width, bool script)
    {
        var system = fixture.System;
        var (repairId, _) = await system.RepairAsync(await system.HomeAsync(), contact: new { name = "Sam Resident", phone = string.Create(CultureInfo.InvariantCulture, $"07700 9{width:0000}{(script ? 1 : 2)}") });
        await system.SettleAsync();
        await system.ExecuteAsync($"update booking.repair set ask_by = raised_at where repair_id = '{repairId}'");
        await using var desk = await Walker.StartAsync(fixture.Browser, system, new Screen(width, script), "slip");
        await desk.SignInAsync(Roles.Desk);
        await desk.SeeSoonAsync("/desk/calls", "No time is chosen yet");
        await desk.GoAsync($"/desk/repairs/{repairId}");
        await desk.PressAsync("Ask what would help");
        await desk.PressAsync("Save");
        Assert.Contains("Choose what happens now", await desk.TextAsync(), StringComparison.Ordinal);
        await desk.Page.GetByLabel("Nobody answered").CheckAsync();
        await desk.PressAsync("Save");
        Assert.Contains("Thank you. We send them a letter", await desk.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await desk.GoAsync("/desk/calls/quiet");
        Assert.Contains("1 Test Street", await desk.TextAsync(), StringComparison.Ordinal);
        await desk.GoAsync($"/desk/repairs/{repairId}/letter");

        var reference = await Eventually.Async(() => system.ScalarAsync<string>($"select reference from booking.slip where repair_id = '{repairId}'"), r => r is not null, 20, "the slip");
        await desk.GoAsync("/desk/slip");
        await desk.Page.GetByLabel("Which slip came back?").FillAsync("C2C2C2");
        await desk.PressAsync("Continue");
        Assert.Contains("We sent no slip", await desk.TextAsync(), StringComparison.Ordinal);
        await desk.Page.GetByLabel("Which slip came back?").FillAsync(reference!);
        await desk.PressAsync("Continue");
        await desk.PressAsync("Save");
        Assert.Contains("Choose which box is ticked", await desk.TextAsync(), StringComparison.Ordinal);
        await desk.Page.Locator("input[name='Answer']").First.CheckAsync();
        await desk.PressAsync("Save");
        Assert.Contains("Booked:", await desk.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await desk.GoAsync($"/desk/slip/{reference}");
        Assert.Contains("They have a visit", await desk.TextAsync(), StringComparison.Ordinal);
    }
}
