using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A number a desk may change, as the form shows it.</summary>
internal sealed record NumberField(string Name, string Suffix, string? Hint, Func<BookingSettings, double> Get)
{
    public string Label => SettingsRule.Label(Name);
}

/// <summary>A window as typed; a row without times is left out.</summary>
internal sealed class WindowFields
{
    public string? Kind { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? Days { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(From) && string.IsNullOrWhiteSpace(To);
}

/// <summary>A speed at a time of day as typed; a row without anything is left out.</summary>
internal sealed class BandFields
{
    public string? From { get; set; }

    public string? To { get; set; }

    public string? Speed { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(From) && string.IsNullOrWhiteSpace(To) && string.IsNullOrWhiteSpace(Speed);
}

/// <summary>The settings as a person types them. Everything is kept as typed until all of it can be read.</summary>
internal sealed partial class SettingsForm
{
    private const int MoreRows = 2;

    public static IReadOnlyList<(string Heading, string? Words, IReadOnlyList<NumberField> Fields)> Groups { get; } =
    [
        ("What we offer", null,
        [
            new(nameof(BookingSettings.LeadMinutes), "minutes", "Between now and the start of the first window we offer.", s => s.LeadMinutes),
            new(nameof(BookingSettings.HorizonDays), "days", null, s => s.HorizonDays),
            new(nameof(BookingSettings.WiderDays), "days", null, s => s.WiderDays),
            new(nameof(BookingSettings.NormalChoices), "choices", null, s => s.NormalChoices),
            new(nameof(BookingSettings.MinimumChoices), "choices", "Fewer than this is written down as a shortfall of ours.", s => s.MinimumChoices),
            new(nameof(BookingSettings.MinimumDays), "days", "Choices over fewer days are a shortfall of ours too.", s => s.MinimumDays),
        ]),
        ("Keeping a time", null,
        [
            new(nameof(BookingSettings.HoldMinutes), "minutes", "It can be made longer once, by as much again.", s => s.HoldMinutes),
            new(nameof(BookingSettings.HoldsPerCaller), "times", null, s => s.HoldsPerCaller),
            new(nameof(BookingSettings.WaitingOfferMinutes), "minutes", "When a time comes free, it is kept this long for the person who waits.", s => s.WaitingOfferMinutes),
            new(nameof(BookingSettings.OwedPlaceHours), "hours", "Where we missed a visit, the soonest free time is kept this long for that household.", s => s.OwedPlaceHours),
            new(nameof(BookingSettings.CallBackDays), "working days", "When nothing suits, a person rings by then.", s => s.CallBackDays),
        ]),
        ("By when", "For repairs raised from now on.",
        [
            new(nameof(BookingSettings.EmergencyHours), "hours", null, s => s.EmergencyHours),
            new(nameof(BookingSettings.UrgentDays), "days", null, s => s.UrgentDays),
            new(nameof(BookingSettings.RoutineDays), "days", null, s => s.RoutineDays),
        ]),
        ("How long a visit takes", null,
        [
            new(nameof(BookingSettings.StandardMinutes), "minutes", null, s => s.StandardMinutes),
            new(nameof(BookingSettings.LikelyPercent), "per cent", "Of the expected length. 80 in 100 visits take no longer. We leave this much room, so that the next promise is kept too.", s => s.LikelyPercent),
        ]),
        ("Travel", null,
        [
            new(nameof(BookingSettings.ParkingMinutes), "minutes", null, s => s.ParkingMinutes),
            new(nameof(BookingSettings.TravelMinutes), "minutes", null, s => s.TravelMinutes),
            new(nameof(BookingSettings.KilometresPerHour), "kilometres an hour", null, s => s.KilometresPerHour),
        ]),
    ];

    /// <summary>By the setting's name.</summary>
    public Dictionary<string, string?> Numbers { get; set; } = new(StringComparer.Ordinal);

    public List<WindowFields> Windows { get; set; } = [];

    public List<BandFields> Bands { get; set; } = [];

    public string? BankHolidays { get; set; }

    public static SettingsForm Of(BookingSettings settings) => new()
    {
        Numbers = Groups.SelectMany(g => g.Fields).ToDictionary(f => f.Name, f => (string?)f.Get(settings).ToString("0.##", CultureInfo.InvariantCulture), StringComparer.Ordinal),
        Windows = [.. settings.OfferedWindows.Select(w => new WindowFields { Kind = w.Kind.ToString(), From = Time(w.From), To = Time(w.To), Days = SettingsRule.DayWord(w) })],
        Bands = [.. (settings.SpeedBands ?? []).Select(b => new BandFields { From = Time(b.From), To = Time(b.To), Speed = b.KilometresPerHour.ToString("0.##", CultureInfo.InvariantCulture) })],
        BankHolidays = settings.BankHolidays,
    };

    /// <summary>Empty rows at the end, to add more.</summary>
    public void Grow()
    {
        for (var i = Windows.AsEnumerable().Reverse().TakeWhile(w => w.IsEmpty).Count(); i < MoreRows; i++)
            Windows.Add(new WindowFields());
        for (var i = Bands.AsEnumerable().Reverse().TakeWhile(b => b.IsEmpty).Count(); i < MoreRows; i++)
            Bands.Add(new BandFields());
    }

    /// <summary>What was typed, or null with a sentence beside every field that cannot be read or does not fit.</summary>
    public LandlordOverrides? Read(ModelStateDictionary state, BookingSettings defaults)
    {
        Windows.RemoveAll(w => w.IsEmpty);
        Bands.RemoveAll(b => b.IsEmpty);
        var read = new LandlordOverrides
        {
            LeadMinutes = Whole(state, nameof(BookingSettings.LeadMinutes)),
            HorizonDays = Whole(state, nameof(BookingSettings.HorizonDays)),
            WiderDays = Whole(state, nameof(BookingSettings.WiderDays)),
            MinimumChoices = Whole(state, nameof(BookingSettings.MinimumChoices)),
            MinimumDays = Whole(state, nameof(BookingSettings.MinimumDays)),
            NormalChoices = Whole(state, nameof(BookingSettings.NormalChoices)),
            HoldMinutes = Whole(state, nameof(BookingSettings.HoldMinutes)),
            HoldsPerCaller = Whole(state, nameof(BookingSettings.HoldsPerCaller)),
            WaitingOfferMinutes = Whole(state, nameof(BookingSettings.WaitingOfferMinutes)),
            OwedPlaceHours = Whole(state, nameof(BookingSettings.OwedPlaceHours)),
            CallBackDays = Whole(state, nameof(BookingSettings.CallBackDays)),
            EmergencyHours = Whole(state, nameof(BookingSettings.EmergencyHours)),
            UrgentDays = Whole(state, nameof(BookingSettings.UrgentDays)),
            RoutineDays = Whole(state, nameof(BookingSettings.RoutineDays)),
            StandardMinutes = Whole(state, nameof(BookingSettings.StandardMinutes)),
            LikelyPercent = Whole(state, nameof(BookingSettings.LikelyPercent)),
            TravelMinutes = Whole(state, nameof(BookingSettings.TravelMinutes)),
            ParkingMinutes = Whole(state, nameof(BookingSettings.ParkingMinutes)),
            KilometresPerHour = Speed(state, Key(nameof(BookingSettings.KilometresPerHour)), Numbers.GetValueOrDefault(nameof(BookingSettings.KilometresPerHour))),
            BankHolidays = BankHolidays,
            Windows = [.. Windows.Select((w, i) => Window(state, w, $"Form.Windows[{i}]"))],
            SpeedBands = [.. Bands.Select((b, i) => Band(state, b, $"Form.Bands[{i}]"))],
        };
        if (state.IsValid)
            Explain(state, read.On(defaults));
        return state.IsValid ? read : null;
    }

    /// <summary>8, 8:30, 08:30, 0830, 8.30, 8am and 8:30 pm are all read.</summary>
    public static TimeOnly? ReadTime(string? text)
    {
        if (text is null || TimeText().Match(text.Trim()) is not { Success: true } match)
            return null;
        var (hour, minute) = (int.Parse(match.Groups["h"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["m"].Success ? int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture) : 0);
        if (match.Groups["half"] is { Success: true, Value: var half })
        {
            if (hour is < 1 or > 12)
                return null;
            hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    private static void Explain(ModelStateDictionary state, BookingSettings settings)
    {
        foreach (var fault in settings.FaultsByName())
        {
            var field = fault.Name switch
            {
                nameof(BookingSettings.Windows) => "Form.Windows[0].From",
                nameof(BookingSettings.SpeedBands) => "Form.Bands[0].From",
                nameof(BookingSettings.BankHolidays) => "Form.BankHolidays",
                _ => Key(fault.Name),
            };
            state.AddModelError(field, fault.Name is nameof(BookingSettings.Windows) or nameof(BookingSettings.SpeedBands)
                ? $"{SettingsRule.Label(fault.Name)}: the list {fault.Is}. {char.ToUpperInvariant(fault.Do[0])}{fault.Do[1..]}"
                : $"{SettingsRule.Label(fault.Name)}: {fault.Do}");
        }
    }

    private static string Key(string name) => $"Form.Numbers[{name}]";

    private static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private int? Whole(ModelStateDictionary state, string name)
    {
        if (int.TryParse(Numbers.GetValueOrDefault(name)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        state.AddModelError(Key(name), $"{SettingsRule.Label(name)}: write a whole number");
        return null;
    }

    private static double Speed(ModelStateDictionary state, string key, string? text)
    {
        if (double.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is >= 1 and <= 120)
            return speed;
        state.AddModelError(key, "Write a speed from 1 to 120 kilometres an hour");
        return 0;
    }

    private static WindowSetting Window(ModelStateDictionary state, WindowFields fields, string key)
    {
        var days = SettingsRule.Days(fields.Days);
        if (!Enum.TryParse<WindowKind>(fields.Kind, out var kind) || !Enum.IsDefined(kind))
            state.AddModelError($"{key}.Kind", "Choose what this window is");
        if (days is null)
            state.AddModelError($"{key}.Days", "Choose the days");
        var (from, to) = Stretch(state, fields.From, fields.To, key);
        return new WindowSetting { Kind = kind, From = from, To = to, Days = days is { Count: > 0 } ? days : null };
    }

    private static SpeedBand Band(ModelStateDictionary state, BandFields fields, string key)
    {
        var (from, to) = Stretch(state, fields.From, fields.To, key);
        return new SpeedBand { From = from, To = to, KilometresPerHour = Speed(state, $"{key}.Speed", fields.Speed) };
    }

    private static (TimeOnly From, TimeOnly To) Stretch(ModelStateDictionary state, string? from, string? to, string key)
    {
        var (starts, ends) = (ReadTime(from), ReadTime(to));
        if (starts is null)
            state.AddModelError($"{key}.From", "Write when it starts, such as 8:00");
        if (ends is null)
            state.AddModelError($"{key}.To", "Write when it ends, such as 12:00");
        if (ends <= starts)
            state.AddModelError($"{key}.To", "It ends after it starts, on the same day");
        return (starts ?? default, ends ?? default);
    }

    [GeneratedRegex(@"^(?<h>\d{1,2})(?:[:.]?(?<m>\d{2}))?\s*(?<half>[aApP]\.?[mM]\.?)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimeText();
}
