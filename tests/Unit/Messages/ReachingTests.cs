using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Repairs.Messages;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;

namespace Repairs.Tests.Unit.Messages;

public class ReachingTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 23, 20, 30, 0, TimeSpan.Zero); // 21:30 in London
    private static readonly ContactCard Everything = new("Sam", [new("text", "07700 900123", true), new("email", "sam@example.org", true), new("letter", null, true)], null, null, null, null, false);

    [Theory]
    [Trait("requirement", "33")]
    [InlineData(null, "text")]
    [InlineData("email", "email")]
    [InlineData("letter", "letter")]
    public void The_way_they_chose_is_the_way_we_write(string? preferred, string channel) =>
        Assert.Equal(channel, Choose(Everything with { Preferred = preferred }).By!.Channel);

    [Fact]
    [Trait("requirement", "28")]
    public void A_phone_that_is_not_safe_is_never_written_to()
    {
        var card = Everything with { Preferred = "text", Channels = [new("text", "07700 900123", false), new("letter", null, true)] };
        Assert.Equal("letter", Choose(card).By!.Channel);
        var none = Everything with { Channels = [new("text", "07700 900123", false), new("letter", null, false)] };
        Assert.Equal(Reaching.NoWay, Assert.IsType<Leave.Hold>(Choose(none).Otherwise).Because);
        Assert.IsType<Leave.Hold>(Choose(null).Otherwise);
    }

    [Fact]
    [Trait("requirement", "33")]
    public void A_form_or_language_we_cannot_make_is_a_task_and_never_a_silent_fallback()
    {
        Assert.Equal("format", Assert.IsType<Leave.Hold>(Choose(Everything with { Format = "easy-read" }).Otherwise).Because);
        Assert.Equal("language", Assert.IsType<Leave.Hold>(Choose(Everything with { Language = "pl" }).Otherwise).Because);
        Assert.NotNull(Choose(Everything with { Format = "large-print", Language = "en-GB" }).By);
    }

    [Theory]
    [Trait("requirement", "33")]
    [InlineData("""{"from":"21:00","to":"08:00"}""", "2026-09-24T07:00:00Z")]
    [InlineData("\"21:00-22:15\"", "2026-09-23T21:15:00Z")]
    [InlineData("""{"from":"22:00","to":"08:00"}""", null)]
    [InlineData("\"whenever\"", null)]
    public void Hours_they_asked_us_to_leave_alone_are_left_alone(string hours, string? until) =>
        Assert.Equal(until is null ? null : DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), Reaching.QuietUntil(JsonDocument.Parse(hours).RootElement, Now));

    [Fact]
    public void What_cannot_wait_for_the_post_does_not_go_by_post() =>
        Assert.IsType<Leave.Drop>(Choose(Everything with { Channels = [new("letter", null, true)] }, "on-the-way").Otherwise);

    [Fact]
    [Trait("requirement", "28")]
    public void A_letter_that_is_not_safe_waits_for_a_person_where_nothing_else_will_do() =>
        Assert.Equal(Reaching.NoWay, Assert.IsType<Leave.Hold>(Choose(Everything with { Channels = [new("text", "07700 900123", true), new("letter", null, false)] }, "choices-by-letter").Otherwise).Because);

    [Fact]
    public void Working_days_leave_out_weekends_and_bank_holidays()
    {
        var days = new Days(new MessagesSettings());
        Assert.Equal("Tuesday 29 December", LondonDay(days.CallBy(new DateTimeOffset(2026, 12, 23, 12, 0, 0, TimeSpan.Zero))));
        Assert.Equal("Monday 28 September", LondonDay(days.NextDay(new DateTimeOffset(2026, 9, 25, 12, 0, 0, TimeSpan.Zero))));
        Assert.Equal(17, Repairs.Platform.LondonTime.TimeOf(days.NextDay(Now)).Hour);

        static string LondonDay(DateTimeOffset at) => Repairs.Platform.LondonTime.Words(Repairs.Platform.LondonTime.DateOf(at));
    }

    [Theory]
    [InlineData(0, 3, "10:00", "UnpromptedADay")]
    [InlineData(1, 0, "10:00", "UnpromptedAWeek")]
    [InlineData(1, 3, "ten", "RemindAt")]
    public void A_wrong_setting_is_named(int day, int week, string remind, string named) =>
        Assert.Contains(named, Assert.Single(MessagesSettings.Faults(new MessagesSettings { UnpromptedADay = day, UnpromptedAWeek = week, RemindAt = remind })), StringComparison.Ordinal);

    [Fact]
    public async Task A_message_is_one_whole_file_however_often_it_is_handed_over()
    {
        var folder = Directory.CreateTempSubdirectory("outbox").FullName;
        var provider = new OutboxFolder(new ConfigurationBuilder().AddInMemoryCollection([new("Repairs:OutboxFolder", folder)]).Build());
        var message = new Outgoing(Guid.NewGuid(), "email", "sam@example.org\r\nBcc: all@example.org", "Sam", "A message", "Hello", false, Now);
        Assert.Equal(Known.NotSent, await provider.FindAsync(message.Id, CancellationToken.None));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => provider.SendAsync(message, CancellationToken.None)));
        Assert.Equal(Known.Sent, await provider.FindAsync(message.Id, CancellationToken.None));
        var file = Assert.Single(Directory.GetFiles(folder));
        Assert.EndsWith($"{message.Id}.txt", file, StringComparison.Ordinal);
        Assert.DoesNotContain("\nBcc", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static (ContactChannel? By, Leave Otherwise) Choose(ContactCard? card, string template = "missed-each-other") =>
        Reaching.Choose(new Message { Template = template, Prompt = Prompt.Owed, CreatedAt = Now.AddHours(-1) }, card, Now);
}
