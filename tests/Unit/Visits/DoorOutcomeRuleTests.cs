using Repairs.Visits;
using Repairs.Visits.Features.ReportOutcome;

namespace Repairs.Tests.Unit.Visits;

public sealed class DoorOutcomeRuleTests
{
    private static readonly DateTimeOffset Arrived = new(2026, 11, 26, 9, 30, 0, TimeSpan.Zero);
    private static readonly VisitsSettings Settings = new();
    private static readonly DoorTerms Read = new(Arrived.AddHours(-1), NoPhotos: false, WaitMinutes: null, NoCalls: false);

    public static TheoryData<bool, bool, bool, bool, bool> EveryCombination()
    {
        var data = new TheoryData<bool, bool, bool, bool, bool>();
        for (var bits = 0; bits < 32; bits++)
            data.Add((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, (bits & 8) > 0, (bits & 16) > 0);
        return data;
    }

    [Theory]
    [Trait("requirement", "7")]
    [MemberData(nameof(EveryCombination))]
    public void Each_part_of_the_evidence_stands_for_itself_and_all_are_needed(bool timeOnSite, bool near, bool twoTries, bool photo, bool read)
    {
        var report = NoAnswer() with
        {
            LeftAt = Arrived.AddMinutes(timeOnSite ? 10 : 9),
            MetresFromAddress = near ? 150 : 151,
            Tried = [.. Tries().Take(twoTries ? 2 : 1)],
        };

        var evidence = DoorOutcomeRule.Judge(report, Read with { FirstReadAt = read ? Arrived.AddHours(-1) : null }, photo, Settings)!;

        Assert.Equal((timeOnSite, near, twoTries, photo, read), (evidence.TimeOnSite, evidence.NearAddress, evidence.TwoTries, evidence.CardPhoto, evidence.BriefRead));
        Assert.Equal(timeOnSite && near && twoTries && photo && read, evidence.Complete);
    }

    [Fact]
    public void Only_no_answer_has_evidence()
    {
        foreach (var code in OutcomeCodes.All.Keys.Where(c => c != "DO10"))
            Assert.Null(DoorOutcomeRule.Judge(NoAnswer() with { Outcome = code }, Read, true, Settings));
    }

    [Fact]
    public void The_households_own_waiting_time_takes_the_place_of_the_setting()
    {
        var five = NoAnswer() with { LeftAt = Arrived.AddMinutes(5) };

        Assert.False(Judge(five).TimeOnSite);
        Assert.True(Judge(five, Read with { WaitMinutes = 5 }).TimeOnSite);
        Assert.False(Judge(NoAnswer() with { LeftAt = Arrived.AddMinutes(19) }, Read with { WaitMinutes = 20 }).TimeOnSite);
    }

    [Fact]
    [Trait("requirement", "16")]
    public void Reading_the_brief_at_the_door_is_not_reading_it_before_the_visit()
    {
        Assert.True(Judge(NoAnswer(), Read with { FirstReadAt = Arrived }).BriefRead);
        Assert.False(Judge(NoAnswer(), Read with { FirstReadAt = Arrived.AddSeconds(1) }).BriefRead);
    }

    [Fact]
    public void A_distance_that_was_not_measured_is_not_near() => Assert.False(Judge(NoAnswer() with { MetresFromAddress = null }).NearAddress);

    [Fact]
    public void The_same_try_told_twice_is_one_try()
    {
        var knock = new TriedAtDoor("knock", Arrived.AddMinutes(1));

        Assert.False(Judge(NoAnswer() with { Tried = [knock, knock with { At = knock.At.ToOffset(TimeSpan.FromHours(1)) }] }).TwoTries);
        Assert.True(Judge(NoAnswer() with { Tried = [knock, knock with { At = knock.At.AddMinutes(2) }] }).TwoTries);
    }

    [Fact]
    public void A_try_before_arriving_or_after_leaving_is_none()
    {
        TriedAtDoor[] tried = [new("call", Arrived.AddMinutes(-1)), new("knock", Arrived.AddMinutes(2)), new("text", Arrived.AddMinutes(13))];

        Assert.False(Judge(NoAnswer() with { Tried = tried }).TwoTries);
    }

    [Fact]
    public void A_call_is_no_try_where_the_household_asked_us_not_to_phone()
    {
        TriedAtDoor[] tried = [new("knock", Arrived.AddMinutes(1)), new("call", Arrived.AddMinutes(3))];

        Assert.True(Judge(NoAnswer() with { Tried = tried }).TwoTries);
        Assert.False(Judge(NoAnswer() with { Tried = tried }, Read with { NoCalls = true }).TwoTries);
    }

    [Theory]
    [InlineData(true, true, false, true)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(false, true, true, true)]
    [InlineData(true, false, true, false)]
    public void Where_photos_are_not_wanted_a_call_and_a_text_take_their_place(bool call, bool text, bool noCalls, bool enough)
    {
        var tried = Tries().ToList();
        if (call)
            tried.Add(new TriedAtDoor("call", Arrived.AddMinutes(5)));
        if (text)
            tried.Add(new TriedAtDoor("text", Arrived.AddMinutes(6)));

        var terms = Read with { NoPhotos = true, NoCalls = noCalls };

        Assert.Equal(enough, DoorOutcomeRule.Judge(NoAnswer() with { Tried = tried }, terms, photoHere: false, Settings)!.CardPhoto);
        Assert.Equal(enough, DoorOutcomeRule.Judge(NoAnswer() with { Tried = tried }, terms, photoHere: true, Settings)!.CardPhoto);
    }

    [Fact]
    public void A_report_without_times_has_no_evidence_but_what_was_read()
    {
        var evidence = Judge(new OutcomeReport(Guid.NewGuid(), "DO10"));

        Assert.False(evidence.TimeOnSite || evidence.NearAddress || evidence.TwoTries || evidence.BriefRead);
    }

    private static Repairs.Contracts.DoorEvidence Judge(OutcomeReport report, DoorTerms? terms = null) => DoorOutcomeRule.Judge(report, terms ?? Read, photoHere: true, Settings)!;

    private static OutcomeReport NoAnswer() => new(Guid.NewGuid(), "DO10", ArrivedAt: Arrived, LeftAt: Arrived.AddMinutes(12), MetresFromAddress: 20, Tried: [.. Tries()]);

    private static IEnumerable<TriedAtDoor> Tries() => [new("knock", Arrived.AddMinutes(1)), new("bell", Arrived.AddMinutes(4))];
}
