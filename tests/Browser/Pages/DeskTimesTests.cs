using System.Globalization;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Pages;

/// <summary>Somebody's shifts and absences, put right by page.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DeskTimesTests(SystemFixture fixture)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(320, false)]
    [Trait("requirement", "4")]
    public async Task A_wrong_shift_and_an_absence_are_put_right(int width, bool script)
    {
        var home = await fixture.System.HomeAsync(2, $"trade-{Guid.NewGuid():N}"[..12]);
        var operative = await fixture.System.ScalarAsync<long>($"select operative_id from booking.operative where operative_ref = '{home.Operatives[0]}'");
        var (_, token) = await fixture.System.RepairAsync(home, await fixture.System.ScalarAsync<string>($"select trades[1] from booking.operative where operative_id = {operative}") ?? "");
        await fixture.System.BookFirstAsync(token);
        var (who, day) = (
            await fixture.System.ScalarAsync<long>($"select p.operative_id from booking.place p where p.property_ref = '{home.PropertyRef}' and p.status = 'booked'"),
            DateOnly.Parse((await fixture.System.ScalarAsync<string>($"select a.date::text from booking.appointment a join booking.repair r using (landlord, repair_id) where r.property_ref = '{home.PropertyRef}'"))!, CultureInfo.InvariantCulture));
        await using var walker = await Walker.StartAsync(fixture.Browser, fixture.System, new Screen(width, script), "times");
        await walker.SignInAsync(Roles.Desk);
        await walker.GoAsync(string.Create(CultureInfo.InvariantCulture, $"/desk/plan?date={day:yyyy-MM-dd}&patch={home.Patch}"));
        await walker.FollowAsync("Shifts and absences");
        Assert.Equal("When Sam Porter works", await walker.HeadingAsync());

        await walker.GoAsync(string.Create(CultureInfo.InvariantCulture, $"/desk/operatives/{who}/shifts/{day:yyyy-MM-dd}/0800/1700"));
        await walker.PressAsync("See what it touches");
        await walker.Page.GetByLabel("They work at other times").CheckAsync();
        await walker.Page.GetByLabel("It begins at").FillAsync("16:00");
        await walker.PressAsync("See what it touches");
        Assert.Contains("One visit lies in time that goes", await walker.TextAsync(), StringComparison.Ordinal);
        await walker.PressAsync("Yes, change it and see to the visits");
        Assert.Equal("Sam Porter does not work then", await walker.HeadingAsync());
        await walker.GoAsync($"/desk/operatives/{who}/times");

        await walker.GoAsync($"/desk/operatives/{who}/absent");
        await walker.Page.GetByLabel("Today, the whole day").CheckAsync();
        await walker.PressAsync("Record it and see to the visits");
        await walker.FollowAsync("They can come after all");
        await walker.PressAsync("Yes, they can come");
        Assert.Contains("Nothing is recorded.", await walker.TextAsync(), StringComparison.Ordinal);
    }
}
