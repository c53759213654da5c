using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Analytics;

public sealed class VisitStateTests
{
    private static readonly DateTimeOffset At = new(2025, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] AllParts = ["timeOnSite", "nearAddress", "twoTries", "cardPhoto", "briefRead"];

    [Fact]
    [Trait("requirement", "7")]
    public void No_answer_with_evidence_is_no_access() => Assert.Equal(Standing.NoAccess, State(Report("DO10", "complete")));

    [Fact]
    [Trait("requirement", "7")]
    public void No_answer_without_evidence_counts_apart() => Assert.Equal(Standing.Unevidenced, State(Report("DO10", "none")));

    [Fact]
    public void A_photo_that_came_later_completes_the_evidence() =>
        Assert.Equal(Standing.NoAccess, State(Report("DO10", "none", parts: AllParts[..4]), Event("VisitEvidenceAdded", body: new { reportId = "r1", evidence = AllParts })));

    [Theory]
    [InlineData("DO01")]
    [InlineData("DO11")]
    [InlineData("DO12")]
    [InlineData("DO17")]
    public void What_was_found_at_an_opened_door_is_an_attended_visit(string outcome) => Assert.Equal(Standing.Attended, State(Report(outcome)));

    [Theory]
    [InlineData("DO20")]
    [InlineData("DO22")]
    [InlineData("DO24")]
    public void Our_own_misses_are_ours(string outcome) => Assert.Equal(Standing.Ours, State(Report(outcome)));

    [Trait("requirement", "9")]
    [Fact]
    public void An_attribution_to_us_moves_the_visit_from_no_access_to_our_misses() =>
        Assert.Equal(Standing.Ours, State(Report("DO10", "complete"), Attributed("DO10", "Ours", 1)));

    [Fact]
    public void The_latest_attribution_counts_whenever_it_arrives() =>
        Assert.Equal(Standing.NoAccess, State(Attributed("DO10", "Unknown", 3), Report("DO10", "complete"), Attributed("DO10", "Ours", 2)));

    [Fact]
    public void An_attribution_of_an_earlier_outcome_says_nothing_of_a_later_one() =>
        Assert.Equal(Standing.Attended, State(Report("DO01"), Attributed("DO10", "Unknown", 1)));

    [Trait("requirement", "8")]
    [Fact]
    public void A_dispute_takes_the_visit_out_of_every_rate_until_it_is_decided()
    {
        var disputed = Event("VisitDisputed", at: At.AddDays(1));
        Assert.Equal(Standing.Disputed, State(Report("DO10", "complete"), Attributed("DO10", "Unknown", 1), disputed));
        Assert.Equal(Standing.Ours, State(Report("DO10", "complete"), Attributed("DO10", "Unknown", 1), disputed, Event("DisputeDecided", at: At.AddDays(2), body: new { upheld = "true" })));
        Assert.Equal(Standing.NoAccess, State(Report("DO10", "complete"), Attributed("DO10", "Disputed", 2), disputed, Event("DisputeDecided", at: At.AddDays(2), body: new { upheld = "false" })));
    }

    [Fact]
    public void A_dispute_is_remembered_after_it_is_decided()
    {
        var fact = VisitState.Of("v", [Report("DO10", "complete"), Event("VisitDisputed", at: At.AddDays(89)), Event("DisputeDecided", at: At.AddDays(95), body: new { upheld = "false" })]);
        Assert.True(fact!.Disputed);
        Assert.False(VisitState.Of("v", [Report("DO10", "complete"), Event("VisitDisputed", at: At.AddDays(91))])!.Disputed);
    }

    [Fact]
    public void No_answer_during_a_pause_is_in_no_rate() => Assert.Equal(Standing.Agreed, State(Report("DO10", "complete"), Attributed("DO10", "AgreedChange", 1)));

    [Fact]
    public void A_visit_we_found_missing_ourselves_stays_ours_when_a_no_answer_is_reported_late()
    {
        var absent = Event("VisitOutcomeReported", "DO22", at: At.AddHours(6), id: "absence", actor: "System");
        Assert.Equal(Standing.Ours, State(absent, Report("DO10", "complete")));
        Assert.Equal(Standing.Attended, State(absent, Report("DO01")));
    }

    [Fact]
    public void Nothing_is_counted_before_anything_happened() =>
        Assert.Null(VisitState.Of("v", [Event("AppointmentBooked", body: new { windowStart = "2025-03-04T08:00:00Z" })]));

    [Fact]
    public void A_visit_counts_on_the_local_day_of_arrival_and_is_due_on_that_of_its_window()
    {
        var fact = VisitState.Of("v", [Event("VisitOutcomeReported", "DO01", body: new { reportId = "r1", windowStart = "2025-06-30T22:30:00Z", arrivedAt = "2025-07-01T23:10:00Z" })])!;
        Assert.Equal((new DateOnly(2025, 7, 2), new DateOnly(2025, 6, 30)), (fact.Day, fact.DueDay));
    }

    [Fact]
    public void Of_what_was_confirmed_the_last_before_arriving_counts_and_only_by_whoever_came()
    {
        var report = Event("VisitOutcomeReported", "DO01", body: new { reportId = "r1", arrivedAt = "2025-03-04T09:00:00Z" });
        VisitEvent Read(int hour) => Event("VisitBriefRead", at: new DateTimeOffset(2025, 3, 4, hour, 0, 0, TimeSpan.Zero), id: $"read{hour}");
        VisitEvent Given(int hour, int window = 8) => Event("AppointmentChanged", at: new DateTimeOffset(2025, 3, 4, hour, 0, 0, TimeSpan.Zero), body: new
        {
            windowStart = $"2025-03-04T{window:00}:00:00Z", windowEnd = "2025-03-04T12:00:00Z", previousWindowStart = "2025-03-04T08:00:00Z", previousWindowEnd = "2025-03-04T12:00:00Z",
        });
        int? Hour(params VisitEvent[] events) => VisitState.Of("v", [report, .. events])!.BriefAt?.Hour;
        Assert.Equal(8, Hour(Read(7), Read(8), Read(10)));
        Assert.Null(Hour(Read(10)));
        Assert.Null(Hour(Read(6), Given(7)));
        Assert.Equal(8, Hour(Read(6), Given(7), Read(8)));
        Assert.Equal(6, Hour(Read(6), Given(7, window: 9)));
    }

    [Fact]
    public void That_somebody_else_comes_gives_no_shorter_notice_and_is_not_who_chose()
    {
        var window = new { windowStart = "2025-03-24T08:00:00Z", windowEnd = "2025-03-24T12:00:00Z", previousWindowStart = "2025-03-24T08:00:00Z", previousWindowEnd = "2025-03-24T12:00:00Z" };
        VisitEvent[] chosen = [Event("VisitOutcomeReported", "DO01", body: new { reportId = "r1" }), Event("AppointmentBooked", at: new(2025, 3, 4, 8, 0, 0, TimeSpan.Zero), actor: "Resident", body: window)];
        VisitEvent Changed(string previous) => Event("AppointmentChanged", at: new(2025, 3, 23, 8, 0, 0, TimeSpan.Zero), actor: "Landlord", body: new { window.windowStart, window.windowEnd, previousWindowStart = previous, window.previousWindowEnd });
        Assert.Equal(VisitState.Of("v", chosen)!.Dims, VisitState.Of("v", [.. chosen, Changed(window.windowStart)])!.Dims);
        Assert.NotEqual(VisitState.Of("v", chosen)!.Dims, VisitState.Of("v", [.. chosen, Changed("2025-03-26T08:00:00Z")])!.Dims);
    }

    [Fact]
    public void The_order_of_arrival_decides_nothing_and_repeats_change_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<int>(),
        (picks, seed) =>
        {
            VisitEvent[] pool =
            [
                Report("DO10", "none", parts: AllParts[..3]), Event("VisitEvidenceAdded", body: new { reportId = "r1", evidence = AllParts }), Attributed("DO10", "Unknown", 1),
                Attributed("DO10", "Ours", 2), Event("VisitDisputed", at: At.AddDays(1)), Event("DisputeDecided", at: At.AddDays(2), body: new { upheld = "true" }),
                Event("VisitOutcomeReported", "DO22", at: At.AddHours(5), id: "absence", actor: "System"), Event("AppointmentBooked", at: At.AddDays(-3), body: new { windowStart = "2025-03-04T08:00:00Z" }),
                Event("LandlordMissed", "DO22", at: At.AddHours(6)),
            ];
            var events = picks.Select(p => pool[p % pool.Length]).ToList();
            var random = new Random(seed);
            return VisitState.Of("v", [.. events.Distinct()]) == VisitState.Of("v", [.. events.OrderBy(_ => random.Next()).Distinct()]);
        }));

    private static string State(params VisitEvent[] events) => VisitState.Of("v", events)!.Standing;

    private static VisitEvent Report(string outcome, string? evidence = null, string[]? parts = null) =>
        Event("VisitOutcomeReported", outcome, evidence, actor: "Contractor", body: new { reportId = "r1", evidence = parts ?? (evidence == "complete" ? AllParts : []) });

    private static VisitEvent Attributed(string outcome, string attribution, int revision) =>
        Event("VisitAttributed", outcome, id: $"attributed-{revision}", body: new { attribution, revision = $"{revision}" });

    private static VisitEvent Event(string type, string? code = null, string? evidence = null, DateTimeOffset? at = null, string? id = null, string? actor = null, object? body = null) =>
        new(id ?? type, type, at ?? At, "North", "plumbing", code, evidence, actor, null, body is null ? null : JsonSerializer.Serialize(body, Json.Options));
}
