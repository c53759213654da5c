using static Repairs.Bench.Booking.Figures;

namespace Repairs.Bench.Access;

/// <summary>What a report from the door is held to: how many a second, how soon it is understood, how soon a person is asked.</summary>
internal static class AccessBench
{
    private static readonly string[] Head = ["what", "ours", "to reach", "beside it in this run", "load"];

    public static async Task<int> RunAsync(IReadOnlyList<string> only)
    {
        Console.WriteLine(await MachineAsync());
        var quick = only.Contains("quick", StringComparer.Ordinal);
        only = [.. only.Where(o => o != "quick")];
        bool Wanted(string row) => only.Count == 0 || only.Contains(row, StringComparer.Ordinal);
        var rows = new List<IReadOnlyList<string>>();
        if (Wanted("write"))
            rows.Add(await Reports.RunAsync(quick));
        if (Wanted("flood"))
            rows.AddRange(await Flood.RunAsync(quick));
        Table(Head, rows);
        return Wanted("follow-up") ? await MissToFollowUp.RunAsync(quick ? 5 : 120) : 0;
    }
}
