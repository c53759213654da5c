using System.Globalization;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class RepeatContactsTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 29, 12, 0, 0, TimeSpan.Zero);

    [Trait("case", "18")]
    [SharedDataFact("analytics/nyc311_contacts_2020_2026.csv.gz")]
    public void A_hundred_and_fifty_thousand_real_contacts_are_counted_right_in_any_order_and_with_a_tenth_of_them_twice()
    {
        var reference = new Reference(output, "Repeat contact, plain and shuffled with 10% twice");
        var rows = Read().ToList();
        Assert.Equal(152204, rows.Count);
        using var file = Reference.Json("analytics/repeat_contact_expected.json");
        var results = file.RootElement.GetProperty("results").EnumerateArray().ToList();
        foreach (var group in results.GroupBy(r => (Scope: r.GetProperty("scope").GetString()!, Key: r.GetProperty("subject_key").GetString()!)))
        {
            var scope = rows.Where(r => group.Key.Scope != "HPD only" || r.Agency == "HPD").ToList();
            var contacts = scope.Select(r => new Contact(r.Id, r.Sequence, r.At, r.Home, SubjectOf(r, group.Key.Key))).ToList();
            var windows = group.Select(r => r.GetProperty("window_days").GetInt32()).ToList();
            var end = contacts.Max(c => c.At);
            var plain = RepeatContacts.Count(contacts, windows, end).Value!;
            var mixed = contacts.Concat(contacts.Where((_, i) => i % 10 == 3)).ToArray();
            new Random(42).Shuffle(mixed);
            var shuffled = RepeatContacts.Count(mixed, windows, end).Value!;
            foreach (var (expected, i) in group.Select((e, i) => (e, i)))
            {
                var one = $"{group.Key.Scope}, {group.Key.Key}, {windows[i]} days";
                reference.Exactly(one, "contacts", expected.GetProperty("contacts").GetInt64(), plain[i].Known.All);
                reference.Exactly(one, "repeats", expected.GetProperty("repeat_contacts").GetInt64(), plain[i].Known.Repeats);
                reference.Exactly(one, "simultaneous", expected.GetProperty("simultaneous").GetInt64(), plain[i].Known.Simultaneous);
                reference.Same(one, "rate", expected.GetProperty("repeat_rate").GetDouble(), plain[i].Known.Rate, 0.5e-8 + 1e-12);
                reference.Exactly(one, "eligible", expected.GetProperty("lookforward_eligible").GetInt64(), plain[i].Known.Eligible);
                reference.Exactly(one, "followed", expected.GetProperty("lookforward_followed").GetInt64(), plain[i].Known.Followed);
                reference.Exactly(one, "chains", expected.GetProperty("chains").GetInt64(), plain[i].Known.Chains);
                reference.Exactly(one, "shuffled and doubled", plain[i], shuffled[i]);
            }
        }

        reference.Done(15);
    }

    [Trait("case", "19")]
    [Theory]
    [InlineData(7 * 86400, 1, 0)]
    [InlineData((7 * 86400) + 1, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 0, 1)]
    public void The_window_ends_exactly_after_its_days_of_elapsed_time_across_a_change_of_clocks(int seconds, long repeats, long simultaneous)
    {
        // The clocks go forward on 30 March 2025, half a day after the first contact.
        var answer = Count([At("a", Noon), At("b", Noon.AddSeconds(seconds).ToOffset(TimeSpan.FromHours(1)))]);
        Assert.Equal((repeats, simultaneous), (answer.Known.Repeats, answer.Known.Simultaneous));
        Assert.Equal(2 - repeats - simultaneous, answer.Known.Chains);
    }

    [Fact]
    public void Another_flat_or_another_subject_is_never_a_repeat()
    {
        var answer = Count([At("a", Noon), At("b", Noon.AddHours(1)) with { Home = "flat 2" }, At("c", Noon.AddHours(2)) with { Subject = "trade:roofing" }]);
        Assert.Equal((3L, 0L), (answer.Known.All, answer.Known.Repeats));
    }

    [Fact]
    public void What_we_asked_for_and_echoes_of_one_message_do_not_count()
    {
        var answer = Count([
            At("a", Noon) with { Channel = "email" }, At("b", Noon.AddMinutes(9)) with { Channel = "phone" },
            At("c", Noon.AddDays(1)) with { Invited = true }, At("d", Noon.AddDays(2)) with { Channel = "email" }]);
        Assert.Equal((2L, 1L, 2L), (answer.Known.All, answer.Known.Repeats, answer.Left));
    }

    [Fact]
    public void An_echo_follows_the_contact_just_before_it_and_nothing_repeats_it()
    {
        // One message by three ways within a quarter of an hour, and the first way again after that.
        var answer = Count([
            At("a", Noon) with { Channel = "email" }, At("b", Noon.AddMinutes(8)) with { Channel = "phone" }, At("c", Noon.AddMinutes(16)) with { Channel = "text" },
            At("d", Noon.AddMinutes(20)) with { Channel = "text" }, At("e", Noon.AddMinutes(31)) with { Channel = "phone" }]);
        Assert.Equal((3L, 2L, 2L), (answer.Known.All, answer.Known.Repeats, answer.Left));
    }

    [Fact]
    public void Contacts_about_nothing_known_stand_in_a_line_of_their_own()
    {
        var answer = Count([At("a", Noon) with { Subject = null }, At("b", Noon.AddDays(1)) with { Subject = null }, At("c", Noon.AddDays(2))]);
        Assert.Equal((1L, 0L), (answer.Known.All, answer.Known.Repeats));
        Assert.Equal((2L, 1L), (answer.Unknown.All, answer.Unknown.Repeats));
    }

    [Fact]
    public void A_contact_counts_as_resolved_only_when_its_window_has_passed()
    {
        var contacts = new[] { At("a", Noon), At("b", Noon.AddDays(3)), At("c", Noon.AddDays(30)) };
        var answer = RepeatContacts.Count(contacts, [7], Noon.AddDays(31)).Value![0].Known;
        Assert.Equal((2L, 1L), (answer.Eligible, answer.Followed));
        Assert.Equal(0.5, answer.Resolved);
        Assert.Equal(1.5, answer.PerChain);
    }

    [Fact]
    public void No_contacts_have_no_rate_and_no_window_is_a_reason()
    {
        Assert.Null(Count([]).Known.Rate);
        Assert.Null(Count([]).Known.Resolved);
        Assert.NotNull(RepeatContacts.Count([], [0], Noon).Reason);
        Assert.NotNull(RepeatContacts.Count([], [], Noon).Reason);
    }

    [Theory]
    [InlineData("W1", "plumbing", "FD01", "order:W1")]
    [InlineData(null, "plumbing", "FD01", "trade:plumbing")]
    [InlineData("", null, "FD01", "demand:FD01")]
    [InlineData(null, null, null, null)]
    public void The_subject_is_the_work_order_else_the_trade_else_the_demand(string? order, string? trade, string? demand, string? subject) =>
        Assert.Equal(subject, RepeatContacts.SubjectOf(order, trade, demand));

    [Fact]
    public void The_order_in_which_contacts_arrive_changes_nothing_and_a_wider_window_never_finds_fewer() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte)[]>(),
        hours =>
        {
            var contacts = hours.Select((h, i) => At($"{i}", Noon.AddHours(h.Item1)) with { Sequence = i, Home = $"{h.Item2 % 3}" }).ToList();
            var there = RepeatContacts.Count(contacts, [1, 2, 7], Noon.AddDays(30)).Value!;
            contacts.Reverse();
            var back = RepeatContacts.Count(contacts, [1, 2, 7], Noon.AddDays(30)).Value!;
            return there.SequenceEqual(back) && there[0].Known.Repeats <= there[1].Known.Repeats && there[1].Known.Repeats <= there[2].Known.Repeats
                && there.All(t => t.Known.All == t.Known.Repeats + t.Known.Simultaneous + t.Known.Chains);
        }));

    [Trait("case", "33")]
    [Fact]
    public void A_contact_after_two_misses_counts_once_and_what_follows_kept_visits_is_taken_off()
    {
        var visits = new List<EndedVisit>
        {
            Visit("m1", "1", true), Visit("m2", "1", true, 1), Visit("m3", "2", true), Visit("k1", "3", false), Visit("k2", "4", false),
        };
        var contacts = new[] { At("a", Noon.AddDays(2)) with { Home = "1" }, At("b", Noon.AddDays(2)) with { Home = "3" }, At("c", Noon.AddDays(9)) with { Home = "2" } };
        var excess = FollowedBy.Excess(visits, contacts, Noon.AddDays(30)).Value!;
        Assert.Equal((3L, 1L, 2L), (excess.Missed, excess.MissedFollowed, excess.Kept));
        Assert.Equal(100 / 3.0, excess.AfterMissed, 1e-9);
        Assert.Equal(50, excess.AfterKept, 1e-9);
        Assert.Equal(excess.AfterMissed - excess.AfterKept, excess.Excess, 1e-9);
        Assert.True(excess.Low < excess.Excess && excess.Excess < excess.High);
        Assert.Contains("followed by", excess.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("cause", excess.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_visits_are_weighted_to_the_strata_of_the_missed()
    {
        // In stratum A every kept visit is followed, in B none; three of four misses are in A.
        var visits = new List<EndedVisit>();
        visits.AddRange(Enumerable.Range(0, 4).Select(i => Visit($"m{i}", $"m{i}", true) with { Stratum = i < 3 ? "A" : "B" }));
        visits.AddRange(Enumerable.Range(0, 10).Select(i => Visit($"k{i}", $"k{i}", false) with { Stratum = i < 2 ? "A" : "B" }));
        visits.Add(Visit("alone", "alone", true) with { Stratum = "C" });
        var contacts = new[] { At("a", Noon.AddDays(1)) with { Home = "k0" }, At("b", Noon.AddDays(1)) with { Home = "k1" } };
        var excess = FollowedBy.Excess(visits, contacts, Noon.AddDays(30)).Value!;
        Assert.Equal(75, excess.AfterKept, 1e-9);
        Assert.Equal((4L, 1L), (excess.Missed, excess.Unmatched));
    }

    [Fact]
    public void Visits_whose_days_have_not_passed_wait()
    {
        var visits = new[] { Visit("m", "1", true), Visit("k", "2", false) };
        Assert.NotNull(FollowedBy.Excess(visits, [], Noon.AddDays(6)).Reason);
        Assert.NotNull(FollowedBy.Excess(visits, [], Noon.AddDays(7)).Value);
        Assert.NotNull(FollowedBy.Excess([], [], Noon).Reason);
    }

    private static EndedVisit Visit(string id, string home, bool missed, int day = 0) => new(id, Noon.AddDays(day), home, "trade:plumbing", missed, "plumbing, routine");

    private static Contact At(string id, DateTimeOffset at) => new(id, 0, at, "flat 1", "trade:plumbing");

    private static RepeatAnswer Count(IEnumerable<Contact> contacts) => RepeatContacts.Count(contacts, [7], Noon.AddDays(60)).Value![0];

    private static string SubjectOf(Row row, string key) => key switch
    {
        "property_id" => "",
        "property_id+agency" => row.Agency,
        _ => row.Agency + "|" + row.Type,
    };

    private static IEnumerable<Row> Read()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Repository.SharedData("analytics/nyc311_contacts_2020_2026.csv.gz")!), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var local = DateTime.ParseExact(cells[1], "yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);

            // An hour that happens twice is read as its first time.
            var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
            yield return new Row(cells[0], long.Parse(cells[0], CultureInfo.InvariantCulture), new DateTimeOffset(local, offset), cells[2], string.Join(',', cells[3..^1]), cells[^1]);
        }
    }

    private sealed record Row(string Id, long Sequence, DateTimeOffset At, string Agency, string Type, string Home);
}
