using System.Globalization;
using Repairs.Bench;
using Repairs.Bench.Access;
using Repairs.Bench.Analytics;
using Repairs.Bench.Booking;

switch (args.FirstOrDefault())
{
    case "miss-to-follow-up":
        return await MissToFollowUp.RunAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 120);
    case "access":
        return await AccessBench.RunAsync(args[1..]);
    case "analytics":
        return await AnalyticsBench.RunAsync(args[1..]);
    case "analytics-bus":
        return await BusBench.RunAsync(args[1..]);
    case "booking":
        return await BookingBench.RunAsync(args[1..]);
    case "booking-scale":
        return await BookingScale.RunAsync(args[1..]);
    default:
        Console.WriteLine("""
            Benchmarks:
              miss-to-follow-up [reports]
              access [write flood follow-up]                   reports from the door: how many, how soon understood, how soon a person is asked (quick: fewer)
              analytics [quick | events]                       events in, figures out, all as ratios, over five million events (quick: 200,000)
              analytics soak [minutes] [events]                half an hour at a quarter of what it can take, on top of those: memory, freshness, nothing lost
              analytics-bus [events]                           our own events from the bus: how many a second, how many in one transaction
              booking [offers insertion race survival write]   the table booking is held to, or some rows of it (quick: fewer writes)
              booking-scale [1000 10000 50000]                 choices, bookings and memory by the landlord's size
            """);
        return 64;
}
