namespace Repairs.Booking;

/// <summary>Time from one home to the next: straight line × 1.3 ÷ speed, and parking (scheduling.md §3.2). Never a network call.</summary>
internal static class Travel
{
    private const double Circuity = 1.3;
    private const double KilometresPerDegree = 111.2;

    public static TimeSpan Between(Home a, Home b, BookingSettings settings)
    {
        if (a.Key == b.Key)
            return TimeSpan.Zero;
        if (a is not { Lat: { } aLat, Lon: { } aLon } || b is not { Lat: { } bLat, Lon: { } bLon })
            return TimeSpan.FromMinutes(settings.TravelMinutes);
        var north = (bLat - aLat) * KilometresPerDegree;
        var east = (bLon - aLon) * KilometresPerDegree * Math.Cos((aLat + bLat) / 2 * Math.PI / 180);
        var minutes = Math.Sqrt(north * north + east * east) * Circuity / settings.KilometresPerHour * 60;
        return TimeSpan.FromMinutes(Math.Ceiling(minutes) + settings.ParkingMinutes);
    }
}
