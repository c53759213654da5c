using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.ReportOutcome;
using Repairs.Visits.Features.SetOff;

namespace Repairs.Tests.Unit.Visits;

public sealed class ReportRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Window = Now.AddHours(-3);

    [Theory]
    [InlineData("DO01")]
    [InlineData("DO10")]
    [InlineData("DO13")]
    [InlineData("DO24")]
    public void A_report_with_times_that_can_be_is_taken(string outcome)
    {
        Assert.False(ReportRule.Unreadable(Report(outcome)).Any);
        Assert.False(ReportRule.Unacceptable(Report(outcome), Window, Now).Any);
    }

    [Fact]
    public void We_did_not_come_needs_no_times() =>
        Assert.False(ReportRule.Unacceptable(new OutcomeReport(Guid.NewGuid(), "DO22"), Window, Now).Any);

    [Theory]
    [InlineData("DO00")]
    [InlineData("DO9")]
    [InlineData("do10")]
    [InlineData("DO10,DO11")]
    [InlineData("R03")]
    [InlineData("")]
    public void A_code_that_does_not_exist_is_not_read(string outcome) => Assert.True(ReportRule.Unreadable(Report(outcome)).Any);

    [Theory]
    [InlineData("""{"reportId":"018f0000-0000-7000-8000-000000000001"}""", "outcome")]
    [InlineData("""{}""", "outcome")]
    [InlineData("""{"outcome":"DO10","observed":[null]}""", "observed")]
    [InlineData("""{"outcome":"DO10","tried":[null]}""", "tried")]
    [InlineData("""{"outcome":"DO10","tried":[{"at":"2026-11-26T09:00:00Z"}]}""", "tried")]
    [InlineData("""{"outcome":"DO10","tried":[{"what":"knock"}]}""", "tried")]
    public void What_is_missing_is_named(string report, string field) =>
        Assert.Contains(field, ReportRule.Unreadable(JsonSerializer.Deserialize<OutcomeReport>(report, Json.Strict)!).ByField.Keys);

    [Theory]
    [InlineData("The tenant refused", true)]
    [InlineData("DENIED ACCESS", true)]
    [InlineData("no-show", true)]
    [InlineData("place is filthy", true)]
    [InlineData("Needs a new washer, 15 mm", false)]
    [InlineData("Refuse chute is next to the door", false)]
    [InlineData("Isolation valve under the sink does not close", false)]
    public void A_note_is_about_the_work(string note, bool asked) =>
        Assert.Equal(asked, ReportRule.Unacceptable(Report("DO02") with { Note = note }, Window, Now).ByField.ContainsKey("note"));

    [Fact]
    public void A_phones_clock_may_run_a_little_ahead()
    {
        Assert.False(ReportRule.Unacceptable(Report("DO01") with { LeftAt = Now.AddMinutes(5) }, Window, Now).Any);
        Assert.True(ReportRule.Unacceptable(Report("DO01") with { LeftAt = Now.AddMinutes(6) }, Window, Now).Any);
    }

    [Fact]
    [Trait("requirement", "6")]
    public void The_report_has_no_member_that_a_reason_could_go_into()
    {
        var members = typeof(OutcomeReport).GetProperties().Select(p => p.Name).Order().ToArray();

        Assert.Equal(["ArrivedAt", "CardPhotoId", "Immediate", "LeftAt", "MetresFromAddress", "Note", "Observed", "Outcome", "ReportId", "Supersedes", "Tried"], members);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OutcomeReport>($$"""{"reportId":"{{Guid.NewGuid()}}","outcome":"DO10","reason":"R03"}""", Json.Strict));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TriedAtDoor>("""{"what":"knock","at":"2026-11-26T09:00:00Z","why":"x"}""", Json.Strict));
    }

    [Fact]
    public void The_same_report_has_the_same_content_however_it_was_written()
    {
        var report = Report("DO10") with { Observed = ["DO31", "DO30"], Tried = [new("knock", Now)] };
        var same = report with { Observed = ["DO30", "DO31", "DO30"], ArrivedAt = report.ArrivedAt!.Value.ToOffset(TimeSpan.FromHours(1)), Tried = [new("knock", Now.ToOffset(TimeSpan.FromHours(1)))] };
        var visit = Guid.NewGuid();

        Assert.Equal(report.ContentHash(visit, "OP1"), same.ContentHash(visit, "OP1"));
        Assert.NotEqual(report.ContentHash(visit, "OP1"), (report with { Note = "x" }).ContentHash(visit, "OP1"));
        Assert.NotEqual(report.ContentHash(visit, "OP1"), report.ContentHash(Guid.NewGuid(), "OP1"));
        Assert.NotEqual(report.ContentHash(visit, "OP1"), report.ContentHash(visit, "OP2"));
    }

    [Fact]
    public void An_honest_time_is_never_before_the_window_begins()
    {
        Assert.Equal(Now.AddMinutes(30), SetOffRule.ArriveBy(Now, 30, Now.AddMinutes(-10)));
        Assert.Equal(Now.AddHours(2), SetOffRule.ArriveBy(Now, 30, Now.AddHours(2)));
    }

    [Fact]
    public void Times_typed_on_the_page_are_times_of_the_visits_day_and_may_pass_midnight()
    {
        var faults = new Faults();
        var form = new ReportOutcomeForm(Guid.NewGuid(), null, "DO10", new DateOnly(2026, 7, 1), "23:55", "0:10", [("knock", "23:58"), ("text", "00:05"), (null, null)], "20", ["now"], " ", null);

        var report = form.Read(faults)!;

        Assert.Equal(new DateTimeOffset(2026, 7, 1, 22, 55, 0, TimeSpan.Zero), report.ArrivedAt);
        Assert.Equal(TimeSpan.FromMinutes(15), report.LeftAt - report.ArrivedAt);
        Assert.Equal(2, report.Tried!.Count);
        Assert.All(report.Tried, t => Assert.InRange(t.At, report.ArrivedAt!.Value, report.LeftAt!.Value));
        Assert.Equal(["DO31"], report.Observed!);
        Assert.True(report.Immediate);
        Assert.Null(report.Note);
    }

    [Fact]
    public void What_cannot_be_read_on_the_page_is_named_field_by_field()
    {
        var faults = new Faults();
        var form = new ReportOutcomeForm(Guid.NewGuid(), null, "DO10", new DateOnly(2026, 7, 1), "ten", "", [("knock", ""), ("", "10:00")], "near", [], null, null);

        Assert.Null(form.Read(faults));
        Assert.Equal(["Arrived", "At1", "Left", "Metres", "What2"], faults.ByField.Keys.Order());
    }

    [Fact]
    [Trait("requirement", "27")]
    public void Danger_now_is_answered_with_whom_to_ring()
    {
        var words = ReportThanks.For(null, danger: true);

        Assert.Contains("999", words, StringComparison.Ordinal);
        Assert.Contains("0800 111 999", words, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "27")]
    public void A_photo_that_is_still_on_its_way_is_not_called_missing()
    {
        var evidence = new DoorEvidence(TimeOnSite: true, NearAddress: true, TwoTries: true, CardPhoto: false, BriefRead: true);

        Assert.Contains("a photo of the card", ReportThanks.For(evidence, danger: false), StringComparison.Ordinal);
        Assert.DoesNotContain("Not there yet", ReportThanks.For(evidence, danger: false, photoFollows: true), StringComparison.Ordinal);
        Assert.Contains("Not there yet: enough time at the door.", ReportThanks.For(evidence with { TimeOnSite = false }, danger: false, photoFollows: true), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("requirement", "39")]
    public void The_code_of_conduct_says_what_it_has_to()
    {
        var text = string.Join('\n', Repairs.Visits.Features.ShowConduct.Conduct.Text.Parts.SelectMany(p => p.Points));

        foreach (var about in new[] { "photo card", "shoes", "doorstep password", "number of people", "upset", "999", "0800 111 999" })
            Assert.Contains(about, text + string.Join(' ', Repairs.Visits.Features.ShowConduct.Conduct.Text.Parts.Select(p => p.Heading)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_outcome_but_the_observations_has_a_button()
    {
        Assert.Equal(OutcomeCodes.All.Keys.Where(c => c is not ("DO30" or "DO31")).Order(), OutcomeWords.ByCode.Keys.Order());
    }

    private static OutcomeReport Report(string outcome) => new(Guid.NewGuid(), outcome, ArrivedAt: Window.AddMinutes(10), LeftAt: Window.AddMinutes(40));
}
