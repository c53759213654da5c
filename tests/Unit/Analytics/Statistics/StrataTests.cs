using System.Globalization;
using System.IO.Compression;
using Repairs.Analytics.Statistics;
using Repairs.Tests.Support;
using Xunit.Abstractions;

namespace Repairs.Tests.Unit.Analytics.Statistics;

public sealed class StrataTests(ITestOutputHelper output)
{
    [Trait("case", "30")]
    [Fact]
    public void What_decides_who_got_a_text_is_not_mistaken_for_what_a_text_does()
    {
        // Within each band those who got a text missed less; texts went where notice was long and misses many.
        var answer = Strata.Compare([new Stratum("0 to 2 days", 5, 100, 80, 1000), new Stratum("14 days or more", 280, 1000, 32, 100)]).Value!;
        Assert.True(answer.Pooled > 0);
        Assert.True(answer.Stratified < 0);
        Assert.True(answer.Reversed);
        Assert.True(answer.Low < answer.Stratified && answer.Stratified < answer.High);
    }

    [Fact]
    public void One_stratum_is_the_plain_difference()
    {
        var answer = Strata.Compare([new Stratum("all", 30, 100, 20, 100)]).Value!;
        Assert.Equal(0.1, answer.Pooled, 1e-12);
        Assert.Equal(0.1, answer.Stratified, 1e-12);
        Assert.Equal(Wilson.Z95 * Math.Sqrt((0.3 * 0.7 / 100) + (0.2 * 0.8 / 100)), answer.High - answer.Stratified, 1e-12);
        Assert.False(answer.Reversed);
    }

    [Fact]
    public void A_stratum_with_one_group_alone_is_left_out_and_named()
    {
        Assert.Equal(["b"], Strata.Compare([new Stratum("a", 1, 10, 2, 10), new Stratum("b", 1, 10, 0, 0)]).Value!.LeftOut);
        Assert.NotNull(Strata.Compare([new Stratum("b", 1, 10, 0, 0)]).Reason);
        Assert.NotNull(Strata.Compare([]).Reason);
        Assert.NotNull(Strata.Compare([new Stratum("a", 11, 10, 2, 10)]).Reason);
    }

    [Trait("case", "30")]
    [SharedDataFact("analytics/noshow_2014_2015.csv.gz")]
    public void Two_years_of_real_reminders_do_not_say_that_texts_make_people_miss_more()
    {
        int[] bands = [0, 1, 3, 7, 14, 28];
        var strata = Appointments().Where(a => a.Text is "0" or "1").GroupBy(a => bands.Last(b => b <= Math.Max(0, a.Notice))).Select(g => new Stratum(
            $"{g.Key} days or more",
            g.Count(a => a.Text == "1" && a.Missed), g.Count(a => a.Text == "1"), g.Count(a => a.Text == "0" && a.Missed), g.Count(a => a.Text == "0"))).ToList();
        var answer = Strata.Compare(strata).Value!;
        output.WriteLine(FormattableString.Invariant($"With a text, thrown together: {100 * answer.Pooled:+0.00;-0.00} points; within notice: {100 * answer.Stratified:+0.00;-0.00} ({100 * answer.Low:0.00} to {100 * answer.High:0.00})"));
        Assert.True(answer.Pooled > 0 && answer.High < 0 && answer.Reversed);
    }

    [SharedDataFact("analytics/noshow_2014_2015.csv.gz")]
    public void Two_years_of_real_appointments_add_up_week_by_week()
    {
        var weeks = Appointments().GroupBy(a => Period.Of(a.Date, Grain.Week)).ToDictionary(g => g.Key, g => (N: g.LongCount(), Missed: g.LongCount(a => a.Missed)));
        Assert.Equal((289668, 87779), (weeks.Values.Sum(w => w.N), weeks.Values.Sum(w => w.Missed)));
        var reference = new Reference(output, "Weeks of 289,668 appointments (87,779 missed)");
        foreach (var row in Reference.Csv("analytics/noshow1415_weekly.csv"))
        {
            var (n, missed) = weeks[DateOnly.ParseExact(row["week"], "yyyy-MM-dd", CultureInfo.InvariantCulture)];
            reference.Same(row["week"], "appointments", Reference.Number(row["n"]), n);
            reference.Same(row["week"], "missed", Reference.Number(row["missed"]), missed);
            reference.Same(row["week"], "rate", Reference.Number(row["rate"]), 100.0 * missed / n);
        }

        reference.Done(105);
    }

    private static IEnumerable<(DateOnly Date, int Notice, bool Missed, string Text)> Appointments()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Repository.SharedData("analytics/noshow_2014_2015.csv.gz")!), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            var date = DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return (date, date.DayNumber - DateOnly.ParseExact(cells[1].AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber, cells[2] == "0", cells[3]);
        }
    }
}
