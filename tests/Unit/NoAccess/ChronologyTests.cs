using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Contracts;
using Repairs.NoAccess.TellChronology;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>The chain, the files made of it, and what the facts of a household tell.</summary>
public sealed class ChronologyTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly Guid Repair = A.Repair(0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("requirement", "36")]
    public void Any_single_byte_edit_or_removal_is_found(bool csv)
    {
        var file = Made(6, csv);
        Assert.Empty(ChronologyFile.Read(file, Key).Faults);
        for (var at = 0; at < file.Length; at++)
        {
            var edited = file.ToArray();
            edited[at] ^= (byte)(1 + (at * 37 % 255));
            Assert.NotEmpty(ChronologyFile.Read(edited, Key).Faults);
            Assert.NotEmpty(ChronologyFile.Read([.. file[..at], .. file[(at + 1)..]], Key).Faults);
        }
    }

    [Fact]
    [Trait("requirement", "36")]
    public void Any_edit_insertion_removal_or_move_anywhere_is_found()
    {
        var files = new[] { Made(5, true), Made(5, false) };
        var numbers = ArbMap.Default.GeneratorFor<int>().Select(n => n & 0xFFFFF);
        var edits = numbers.Four().Select(n => (File: n.Item1 % 2, Kind: n.Item2 % 4, First: n.Item3, Second: n.Item4));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(edits.ToArbitrary(), e =>
        {
            var file = files[e.File];
            var (a, b) = (Math.Min(e.First % file.Length, e.Second % file.Length), Math.Max(e.First % file.Length, e.Second % file.Length));
            byte[] changed = e.Kind switch
            {
                0 => [.. file[..a], .. file[b..]],
                1 => [.. file[..a], (byte)e.Second, .. file[a..]],
                2 => [.. file[..a], .. file[b..], .. file[a..b]],
                _ => [.. file[..b], .. file[a..]],
            };
            return changed.AsSpan().SequenceEqual(file) || ChronologyFile.Read(changed, Key).Faults.Count > 0;
        }));
    }

    [Fact]
    [Trait("requirement", "36")]
    public void Lines_left_out_swapped_or_rewritten_are_found_also_where_the_seal_is_made_anew_by_somebody_without_the_key()
    {
        var entries = Entries(8);
        Assert.Empty(Chain.Faults("demo", Repair, entries));
        for (var i = 0; i < entries.Count; i++)
        {
            var without = entries.Where((_, n) => n != i).ToList();
            Assert.True(i == entries.Count - 1 || Chain.Faults("demo", Repair, without).Count > 0);
            var renumbered = without.Select((e, n) => e with { Seq = n + 1 }).ToList();
            Assert.True(i == entries.Count - 1 || Chain.Faults("demo", Repair, renumbered).Count > 0);
            for (var j = i + 1; j < entries.Count; j++)
            {
                var swapped = entries.ToList();
                (swapped[i], swapped[j]) = (swapped[j] with { Seq = i + 1 }, swapped[i] with { Seq = j + 1 });
                Assert.NotEmpty(Chain.Faults("demo", Repair, swapped));
            }

            Assert.NotEmpty(Chain.Faults("demo", Repair, Edited(e => e with { Words = e.Words + "." })));
            Assert.NotEmpty(Chain.Faults("demo", Repair, Edited(e => e with { At = e.At.AddTicks(10) })));
            Assert.NotEmpty(Chain.Faults("demo", Repair, Edited(e => e with { Ours = !e.Ours })));
            Assert.NotEmpty(Chain.Faults("demo", Repair, Edited(e => e with { Kind = "other" })));

            List<Entry> Edited(Func<Entry, Entry> edit) => [.. entries.Select((e, n) => n == i ? edit(e) : e)];
        }

        Assert.NotEmpty(Chain.Faults("other", Repair, entries));
        Assert.NotEmpty(ChronologyFile.Read(ChronologyFile.Csv(CopyOf(entries.Take(5).ToList()), [.. Key.Reverse()]), Key).Faults);
    }

    [Fact]
    [Trait("requirement", "36")]
    public void Our_own_misses_come_first_in_both_files_and_no_cell_is_a_formula()
    {
        var copy = CopyOf(Entries(6)) with { By = "=cmd|'/c calc'!A1", Purpose = "@SUM(1)\r\n+1" };
        var csv = Encoding.UTF8.GetString(ChronologyFile.Csv(copy, Key));
        Assert.StartsWith("\uFEFF", csv);
        var rows = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).SkipLast(2).ToList();
        Assert.Equal(rows.OrderByDescending(r => r.Contains("\"ours\"", StringComparison.Ordinal)).ToList(), rows);
        Assert.DoesNotContain("\"=", csv.Replace("\"'=", "", StringComparison.Ordinal));
        Assert.Contains("\"'@SUM(1) +1\"", csv);
        var html = Encoding.UTF8.GetString(ChronologyFile.Html(copy, Key));
        Assert.True(html.IndexOf("What we got wrong", StringComparison.Ordinal) < html.IndexOf("Everything else", StringComparison.Ordinal));
        Assert.Contains("@media print", html);
        Assert.Equal((6, Repair), (ChronologyFile.Read(ChronologyFile.Html(copy, Key), Key).Count, ChronologyFile.Read(ChronologyFile.Csv(copy, Key), Key).RepairId!.Value));
    }

    [Fact]
    [Trait("requirement", "35")]
    public void Facts_of_people_tell_nothing_and_pauses_of_every_kind_read_alike()
    {
        var day = A.Start(1);
        IEvent[] facts =
        [
            A.Booked(1), A.Told(1, day.AddDays(-1)), A.CameBack(1), A.Adjustment(1, day.AddDays(-3)), new VisitBriefRead("demo", A.Visit(1), Repair, A.Household, "OP-1", 2, day),
            A.Report(1), A.Reason(1, "circumstance"), A.Pause(1, day.AddHours(1), null), A.Resume(1, day.AddDays(2)), A.NobodyCame(2),
            new WelfareConcernRaised("demo", A.Visit(1), Repair, A.Household, true, day), new FeedbackGiven("demo", A.Id("feedback", 1), A.Visit(1), Repair, 1, 1, 1, false, day),
            new FollowUpClosed("demo", A.Id("follow-up", 1), A.Id("request", 1), A.Household, true, day.AddDays(5)),
        ];
        var asked = new Asked(A.Id("request", 1), true, day.AddHours(2), day.AddDays(3), null);
        var lines = ChronologyRule.Of(facts, [asked])[Repair];
        Assert.Equal(9 + 2, lines.Count);
        Assert.Equal(["From here on we waited.", "We went on."], lines.Where(l => l.Kind == "waited").Select(l => l.Words).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(2, lines.Count(l => l.Ours));
        Assert.Contains(lines, l => l.Words == "Agreed adjustments were read before the visit.");
        Assert.Contains(lines, l => l.Words.EndsWith("We did not come.", StringComparison.Ordinal) && l.Ours);
        Assert.All(lines, l => Assert.DoesNotMatch("(?i)A04|circumstance|hospital|follow-?up|worr|welfare|photo|feedback|R0[0-9]", l.Words));
        Assert.Equal(lines.Count, lines.Select(l => l.Key).Distinct().Count());
    }

    [Fact]
    [Trait("requirement", "58")]
    public void The_lines_are_the_same_in_any_order_of_the_facts()
    {
        IEvent[] facts = [A.Booked(1), A.Told(1, A.Start(1).AddDays(-1)), A.Report(1), A.Adjustment(1, A.Start(0)), A.Pause(1, A.Start(1), null), A.NobodyCame(2), A.Booked(2)];
        var expected = ChronologyRule.Of(facts, [])[Repair].OrderBy(l => l.Key).ToList();
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Shuffle(facts).ToArbitrary(), f => ChronologyRule.Of(f, [])[Repair].OrderBy(l => l.Key).SequenceEqual(expected)));
    }

    private static Copy CopyOf(IReadOnlyList<Entry> entries) => new("demo", "Demo Homes", Repair, entries, A.Monday.AddDays(9), "Kim", "To see what we missed");

    private static byte[] Made(int lines, bool csv) => csv ? ChronologyFile.Csv(CopyOf(Entries(lines)), Key) : ChronologyFile.Html(CopyOf(Entries(lines)), Key);

    private static IReadOnlyList<Entry> Entries(int lines) =>
        Chain.Append("demo", Repair, 0, Chain.Nothing, Enumerable.Range(0, lines).Select(n => new Line(A.Id("line", n), A.Monday.AddHours(n), n % 2 == 0 ? "message" : "attempt", n % 3 == 2, $"Something happened, \"{n}\", with a name of nobody.")));
}
