using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a landlord has otherwise than the configuration; null: as the configuration has it.</summary>
internal sealed record LandlordOverrides
{
    private static readonly JsonSerializerOptions Kept = new(Json.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public List<WindowSetting>? Windows { get; init; }

    public int? LeadMinutes { get; init; }

    public int? HorizonDays { get; init; }

    public int? WiderDays { get; init; }

    public int? MinimumChoices { get; init; }

    public int? MinimumDays { get; init; }

    public int? NormalChoices { get; init; }

    public int? HoldMinutes { get; init; }

    public int? HoldsPerCaller { get; init; }

    public int? WaitingOfferMinutes { get; init; }

    public int? OwedPlaceHours { get; init; }

    public int? CallBackDays { get; init; }

    public int? EmergencyHours { get; init; }

    public int? UrgentDays { get; init; }

    public int? RoutineDays { get; init; }

    public int? StandardMinutes { get; init; }

    public int? LikelyPercent { get; init; }

    public int? TravelMinutes { get; init; }

    public double? KilometresPerHour { get; init; }

    public List<SpeedBand>? SpeedBands { get; init; }

    public int? ParkingMinutes { get; init; }

    public string? BankHolidays { get; init; }

    /// <summary>The whole of what can be changed, as it stands in <paramref name="settings"/>.</summary>
    public static LandlordOverrides Of(BookingSettings settings) => new()
    {
        Windows = [.. settings.OfferedWindows],
        LeadMinutes = settings.LeadMinutes,
        HorizonDays = settings.HorizonDays,
        WiderDays = settings.WiderDays,
        MinimumChoices = settings.MinimumChoices,
        MinimumDays = settings.MinimumDays,
        NormalChoices = settings.NormalChoices,
        HoldMinutes = settings.HoldMinutes,
        HoldsPerCaller = settings.HoldsPerCaller,
        WaitingOfferMinutes = settings.WaitingOfferMinutes,
        OwedPlaceHours = settings.OwedPlaceHours,
        CallBackDays = settings.CallBackDays,
        EmergencyHours = settings.EmergencyHours,
        UrgentDays = settings.UrgentDays,
        RoutineDays = settings.RoutineDays,
        StandardMinutes = settings.StandardMinutes,
        LikelyPercent = settings.LikelyPercent,
        TravelMinutes = settings.TravelMinutes,
        KilometresPerHour = settings.KilometresPerHour,
        SpeedBands = settings.SpeedBands ?? [],
        ParkingMinutes = settings.ParkingMinutes,
        BankHolidays = settings.BankHolidays,
    };

    /// <summary>The configuration with this landlord's own settings over it.</summary>
    public BookingSettings On(BookingSettings defaults)
    {
        var settings = defaults.Copy();
        settings.Windows = Windows ?? settings.Windows;
        settings.LeadMinutes = LeadMinutes ?? settings.LeadMinutes;
        settings.HorizonDays = HorizonDays ?? settings.HorizonDays;
        settings.WiderDays = WiderDays ?? settings.WiderDays;
        settings.MinimumChoices = MinimumChoices ?? settings.MinimumChoices;
        settings.MinimumDays = MinimumDays ?? settings.MinimumDays;
        settings.NormalChoices = NormalChoices ?? settings.NormalChoices;
        settings.HoldMinutes = HoldMinutes ?? settings.HoldMinutes;
        settings.HoldsPerCaller = HoldsPerCaller ?? settings.HoldsPerCaller;
        settings.WaitingOfferMinutes = WaitingOfferMinutes ?? settings.WaitingOfferMinutes;
        settings.OwedPlaceHours = OwedPlaceHours ?? settings.OwedPlaceHours;
        settings.CallBackDays = CallBackDays ?? settings.CallBackDays;
        settings.EmergencyHours = EmergencyHours ?? settings.EmergencyHours;
        settings.UrgentDays = UrgentDays ?? settings.UrgentDays;
        settings.RoutineDays = RoutineDays ?? settings.RoutineDays;
        settings.StandardMinutes = StandardMinutes ?? settings.StandardMinutes;
        settings.LikelyPercent = LikelyPercent ?? settings.LikelyPercent;
        settings.TravelMinutes = TravelMinutes ?? settings.TravelMinutes;
        settings.KilometresPerHour = KilometresPerHour ?? settings.KilometresPerHour;
        settings.SpeedBands = SpeedBands ?? settings.SpeedBands;
        settings.ParkingMinutes = ParkingMinutes ?? settings.ParkingMinutes;
        settings.BankHolidays = BankHolidays ?? settings.BankHolidays;
        return settings;
    }

    /// <summary>Without what is as the configuration has it anyway: a default that changes later then changes here too.</summary>
    public LandlordOverrides Beside(BookingSettings defaults)
    {
        var (own, usual) = (JsonSerializer.SerializeToNode(this, Kept)!.AsObject(), JsonSerializer.SerializeToNode(Of(defaults), Kept)!.AsObject());
        foreach (var name in own.Where(p => JsonNode.DeepEquals(p.Value, usual[p.Key])).Select(p => p.Key).ToList())
            own.Remove(name);
        return own.Deserialize<LandlordOverrides>(Kept)!;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Kept);

    public static LandlordOverrides FromJson(string json) => JsonSerializer.Deserialize<LandlordOverrides>(json, Kept)!;
}
