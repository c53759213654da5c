using System.Runtime.InteropServices;

namespace Repairs.Booking;

/// <summary>Time from one home to the next: straight line × 1.3 ÷ speed, and parking (scheduling.md §3.2). Never a network call.</summary>
internal static class Travel
{
    private const double Circuity = 1.3;
    private const double SameHome = -1;

    /// <summary>Whole minutes on the way from one home to another.</summary>
    /// <param name="arriving">Local time from which the home travelled to was promised its visit: that time of day has its own speed.</param>
    public static int Minutes(Home from, Home to, TimeOnly arriving, BookingSettings settings) => Minutes(Kilometres(from, to), settings.SpeedAt(arriving), settings);

    /// <summary>Straight distance; negative within one home, no number where a place is not known.</summary>
    internal static double Kilometres(Home a, Home b) => a.Key == b.Key ? SameHome : new Spot(a).Kilometres(new Spot(b));

    internal static int Minutes(double kilometres, double speed, BookingSettings settings) =>
        double.IsNaN(kilometres) ? settings.TravelMinutes
        : kilometres < 0 ? 0
        : (int)Math.Ceiling(kilometres * Circuity / speed * 60) + settings.ParkingMinutes;
}

/// <summary>Where a home is; nowhere where that is not known.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Spot(Home home)
{
    private const double KilometresPerDegree = 111.2;
    private readonly double _lat = home.Lat ?? double.NaN;
    private readonly double _lon = home.Lon ?? double.NaN;
    private readonly double _eastWest = home.EastWest;

    /// <summary>Straight distance; no number where one of them is not known.</summary>
    public double Kilometres(in Spot to)
    {
        var north = to._lat - _lat;
        var east = (to._lon - _lon) * (_eastWest + to._eastWest) / 2;
        return Math.Sqrt(north * north + east * east) * KilometresPerDegree;
    }
}
