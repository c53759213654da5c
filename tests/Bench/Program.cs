using System.Globalization;
using Repairs.Bench;

switch (args.FirstOrDefault())
{
    case "miss-to-follow-up":
        return await MissToFollowUp.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 120);
    default:
        Console.WriteLine("Benchmarks: miss-to-follow-up [reports]");
        return 64;
}
