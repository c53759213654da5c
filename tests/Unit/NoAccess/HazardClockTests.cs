using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>The clocks of hazards on the golden dates, across bank holidays, phases, jurisdictions and a clock change.</summary>
public sealed class HazardClockTests
{
    private static readonly IReadOnlySet<DateOnly> England = BankHolidays.Of(BankHolidays.EnglandAndWales);
    private static readonly Dictionary<string, DateTimeOffset> Nothing = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("2026-11-28", "2026-12-11", "2026-12-16", "2026-12-18", "2027-03-05")]
    [InlineData("2026-11-30", "2026-12-14", "2026-12-17", "2026-12-21", "2027-03-08")]
    [InlineData("2026-12-18", "2027-01-06", "2027-01-11", "2027-01-13", "2027-03-31")]
    [InlineData("2026-12-24", "2027-01-12", "2027-01-15", "2027-01-19", "2027-04-06")]
    [InlineData("2027-03-24", "2027-04-09", "2027-04-14", "2027-04-16", "2027-07-02")]
    [Trait("requirement", "34")]
    public void Golden_dates(string aware, string investigate, string summary, string safe, string begun)
    {
        foreach (var hour in new[] { "00:00", "09:00", "23:59" })
        {
            var at = At($"{aware} {hour}");
            Assert.Equal(Day(investigate), Owes(Damp(at))[Steps.Investigate].ByDay);
            var owed = Owes(Damp(at) with { ConcludedAt = At($"{investigate} {hour}") });
            Assert.Equal(
                (Day(summary), Day(safe), Day(safe), Day(safe), Day(begun)),
                (owed[Steps.Summary].ByDay, owed[Steps.MakeSafe].ByDay, owed[Steps.StartWorks].ByDay, owed[Steps.SomewhereElse].ByDay, owed[Steps.WorksBegun].ByDay));
            Assert.Equal(LondonTime.EndOf(Day(summary)), owed[Steps.Summary].DueAt);
        }
    }

    [Theory]
    [InlineData("2027-03-27T20:00:00Z", "2027-03-28T20:00:00Z", 21)]
    [InlineData("2026-10-24T19:00:00Z", "2026-10-25T19:00:00Z", 19)]
    [InlineData("2026-12-24T18:30:00Z", "2026-12-25T18:30:00Z", 18)]
    [Trait("requirement", "34")]
    public void An_emergency_has_24_elapsed_hours_through_clock_changes_and_holidays(string aware, string due, int localHour)
    {
        var owed = Owes(Damp(Utc(aware)) with { Kind = "electrical", Severity = Severities.Emergency });
        Assert.All([Steps.Investigate, Steps.MakeSafe, Steps.SomewhereElse], s => Assert.Equal((Utc(due), (DateOnly?)null), (owed[s].DueAt!.Value, owed[s].ByDay)));
        Assert.Equal(localHour, LondonTime.TimeOf(owed[Steps.MakeSafe].DueAt!.Value).Hour);
    }

    [Fact]
    [Trait("requirement", "34")]
    public void An_emergency_that_an_investigation_finds_has_24_hours_from_then()
    {
        var found = At("2026-12-03 11:00");
        var owed = Owes(Damp(At("2026-11-30 09:00")) with { Severity = Severities.Emergency, EmergencyFoundAt = found, ConcludedAt = found });
        Assert.Equal(found.AddHours(24), owed[Steps.MakeSafe].DueAt);
    }

    [Theory]
    [InlineData("excess-cold", "2026-11-29", false)]
    [InlineData("excess-cold", "2026-11-30", true)]
    [InlineData("damp-and-mould", "2025-10-26", false)]
    [InlineData("damp-and-mould", "2025-10-27", true)]
    [InlineData("other", "2027-06-01", false)]
    [InlineData("overcrowding", "2027-06-01", false)]
    [Trait("requirement", "34")]
    public void A_significant_hazard_is_covered_from_its_phase_on(string kind, string aware, bool covered)
    {
        var owed = Owes(Damp(At($"{aware} 12:00")) with { Kind = kind });
        Assert.Equal(covered, owed[Steps.Investigate].DueAt is not null);
        Assert.Equal(covered, owed[Steps.Investigate].Source.Length > 0);
    }

    [Theory]
    [InlineData("other", "2025-10-27", true)]
    [InlineData("fire", "2025-10-27", true)]
    [InlineData("fire", "2025-10-26", false)]
    [InlineData("overcrowding", "2026-10-27", false)]
    [Trait("requirement", "34")]
    public void Emergencies_of_every_kind_but_overcrowding_are_covered_since_the_first_phase(string kind, string aware, bool covered) =>
        Assert.Equal(covered, Owes(Damp(At($"{aware} 12:00")) with { Kind = kind, Severity = Severities.Emergency })[Steps.Investigate].DueAt is not null);

    [Fact]
    [Trait("requirement", "34")]
    public void Scotland_counts_by_its_own_rows_and_holidays()
    {
        var aware = At("2026-12-30 10:00");
        var hazard = Damp(aware) with { Jurisdiction = "scotland" };
        var scotland = BankHolidays.Of("scotland");
        Assert.Equal(Day("2027-01-15"), HazardClock.Owes(hazard, Nothing, HazardRules.All, scotland).Single(o => o.Step == Steps.Investigate).ByDay);
        Assert.Equal(Day("2027-01-14"), Owes(Damp(aware))[Steps.Investigate].ByDay);
        var concluded = HazardClock.Owes(hazard with { ConcludedAt = At("2027-01-15 10:00") }, Nothing, HazardRules.All, scotland).ToDictionary(o => o.Step);
        Assert.Equal((Day("2027-01-20"), Day("2027-02-12")), (concluded[Steps.Summary].ByDay, concluded[Steps.FinishWorks].ByDay));
    }

    [Fact]
    [Trait("requirement", "34")]
    public void Until_a_person_looked_at_it_a_hazard_may_be_an_emergency()
    {
        var aware = At("2026-12-24 17:00");
        var only = Assert.Single(HazardClock.Owes(new HazardFacts { Jurisdiction = "england", BecameAwareAt = aware }, Nothing, HazardRules.All, England));
        Assert.Equal((Steps.Decide, aware.AddHours(24)), (only.Step, only.DueAt));
    }

    [Fact]
    [Trait("requirement", "34")]
    public void A_tenant_who_asks_for_a_look_in_person_has_it_within_ten_more_working_days() =>
        Assert.Equal(Day("2026-12-15"), Owes(Damp(At("2026-11-28 12:00")) with { AskedInPersonAt = At("2026-12-01 12:00") })[Steps.LookAgain].ByDay);

    [Fact]
    public void What_was_done_makes_the_rest_pointless_and_no_more_than_that()
    {
        var ended = At("2026-12-11 12:00");
        var hazard = Damp(At("2026-11-28 12:00")) with { ConcludedAt = ended, WorksNeeded = true };
        string[] Pointless(HazardFacts h, params (string Step, DateTimeOffset At)[] done) =>
            [.. HazardClock.Owes(h, done.ToDictionary(d => d.Step, d => d.At), HazardRules.All, England).Where(o => o.NotNeeded).Select(o => o.Step).Order(StringComparer.Ordinal)];

        Assert.Empty(Pointless(hazard));
        Assert.Equal([Steps.SomewhereElse], Pointless(hazard, (Steps.MakeSafe, ended.AddDays(2))));
        Assert.Equal([Steps.FinishWorks, Steps.SomewhereElse, Steps.StartWorks, Steps.Summary, Steps.WorksBegun], Pointless(hazard with { WorksNeeded = false }, (Steps.MakeSafe, ended.AddHours(2))));
        Assert.Equal([Steps.FinishWorks, Steps.SomewhereElse, Steps.StartWorks, Steps.WorksBegun], Pointless(hazard with { WorksNeeded = false }, (Steps.MakeSafe, ended.AddDays(6))));
        Assert.Equal([Steps.FinishWorks, Steps.MakeSafe, Steps.SomewhereElse, Steps.StartWorks, Steps.WorksBegun], Pointless(hazard with { Severity = Severities.None }));
    }

    [Fact]
    [Trait("requirement", "35")]
    public void Nothing_a_rule_reads_can_say_that_nobody_let_us_in()
    {
        var says = typeof(HazardFacts).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["AskedInPersonAt", "BecameAwareAt", "ConcludedAt", "EmergencyFoundAt", "Jurisdiction", "Kind", "Severity", "WorksNeeded"], says);
    }

    [Fact]
    [Trait("requirement", "34")]
    public void Every_row_has_a_source_a_step_and_a_unit_that_are_known_and_no_two_speak_of_the_same()
    {
        Assert.All(HazardRules.All, r =>
        {
            Assert.StartsWith("https://", r.Source);
            Assert.Contains(r.Step, Steps.Words.Keys);
            Assert.Contains(r.Jurisdiction, new[] { "england", "scotland" });
            Assert.Contains(r.CountedFrom, new[] { "aware", "concluded", "asked" });
            Assert.Contains(r.Unit, r.Length is null ? [""] : new[] { "elapsed-hours", "working-days", "days" });
            Assert.All(r.Kinds, k => Assert.True(k == "any" || HazardKinds.Words.ContainsKey(k), k));
        });
        foreach (var kind in HazardKinds.Words.Keys)
        {
            foreach (var severity in new[] { Severities.Emergency, Severities.Significant })
                Assert.All(HazardRules.All.Where(r => r.Covers("england", kind, severity, new DateOnly(2027, 6, 1))).GroupBy(r => r.Step), g => Assert.Single(g));
        }
    }

    [Fact]
    [Trait("requirement", "34")]
    public void Working_days_never_end_on_a_day_off_and_later_awareness_never_makes_an_earlier_duty()
    {
        var minutes = ArbMap.Default.GeneratorFor<int>().Select(n => Math.Abs(n % 700_000));
        Check.QuickThrowOnFailure(Prop.ForAll(minutes.Zip(minutes).ToArbitrary(), pair =>
        {
            var start = At("2026-01-02 00:00");
            var (a, b) = (start.AddMinutes(Math.Min(pair.Item1, pair.Item2)), start.AddMinutes(Math.Max(pair.Item1, pair.Item2)));
            var (first, second) = (Owes(Damp(a))[Steps.Investigate], Owes(Damp(b))[Steps.Investigate]);
            return WorkingDays.Is(first.ByDay!.Value, England) && first.DueAt <= second.DueAt && first.DueAt > a.AddDays(10);
        }));
    }

    private static HazardFacts Damp(DateTimeOffset aware) => new() { Jurisdiction = "england", Kind = "damp-and-mould", Severity = Severities.Significant, BecameAwareAt = aware };

    private static Dictionary<string, Owed> Owes(HazardFacts hazard) => HazardClock.Owes(hazard, Nothing, HazardRules.All, England).ToDictionary(o => o.Step);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string local) =>
        LondonTime.Instant(Day(local[..10]), TimeOnly.ParseExact(local[11..], "HH:mm", CultureInfo.InvariantCulture));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
