using Microsoft.AspNetCore.Mvc.ModelBinding;
using Repairs.Booking;

namespace Repairs.Tests.Unit.Booking;

public sealed class LandlordSettingTests
{
    private static readonly BookingSettings Usual = new();

    [Fact]
    public void What_a_landlord_did_not_change_is_as_the_configuration_has_it()
    {
        var own = new LandlordOverrides { HorizonDays = 42, LeadMinutes = 120 }.Beside(Usual);

        Assert.Equal("""{"horizonDays":42}""", own.ToJson());
        Assert.Equal((42, 14), (own.On(Usual).HorizonDays, own.On(Usual).WiderDays));
        Assert.Equal(21, own.On(new BookingSettings { WiderDays = 21 }).WiderDays);
        Assert.Equal(28, Usual.HorizonDays);
    }

    [Fact]
    public void The_page_as_it_is_shown_changes_nothing_when_it_comes_back()
    {
        var settings = new BookingSettings
        {
            Windows = [.. Usual.OfferedWindows, new() { Kind = WindowKind.Morning, From = new(9, 0), To = new(13, 0), Days = [DayOfWeek.Saturday] }, new() { Kind = WindowKind.Evening, From = new(18, 0), To = new(20, 0), Days = [DayOfWeek.Tuesday, DayOfWeek.Thursday] }],
            SpeedBands = [new() { From = new(7, 30), To = new(9, 30), KilometresPerHour = 14.5 }],
        };
        var form = SettingsForm.Of(settings);
        form.Grow();

        var read = form.Read(new ModelStateDictionary(), settings);

        Assert.Equal("{}", read!.Beside(settings).ToJson());
        Assert.Empty(SettingsRule.Changes(settings, read.On(settings)));
    }

    [Theory]
    [InlineData("8", 8, 0)]
    [InlineData("08:00", 8, 0)]
    [InlineData("8.30", 8, 30)]
    [InlineData("1730", 17, 30)]
    [InlineData("5pm", 17, 0)]
    [InlineData("12am", 0, 0)]
    [InlineData("12:15 p.m.", 12, 15)]
    public void Times_are_read_as_people_write_them(string text, int hour, int minute) => Assert.Equal(new TimeOnly(hour, minute), SettingsForm.ReadTime(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("25:00")]
    [InlineData("8:75")]
    [InlineData("13pm")]
    [InlineData("eight")]
    public void What_is_no_time_is_not_guessed(string? text) => Assert.Null(SettingsForm.ReadTime(text));

    [Fact]
    public void A_form_says_everything_at_once_and_loses_nothing()
    {
        var form = SettingsForm.Of(Usual);
        form.Numbers[nameof(BookingSettings.HorizonDays)] = "soon";
        form.Windows[0].To = "7:00";
        form.Bands.Add(new BandFields { From = "8", To = "9", Speed = "quick" });
        var state = new ModelStateDictionary();

        Assert.Null(form.Read(state, Usual));

        Assert.Equal("How far ahead we offer: write a whole number", state["Form.Numbers[HorizonDays]"]!.Errors[0].ErrorMessage);
        Assert.Equal("It ends after it starts, on the same day", state["Form.Windows[0].To"]!.Errors[0].ErrorMessage);
        Assert.Contains("speed from 1 to 120", state["Form.Bands[0].Speed"]!.Errors[0].ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(("soon", "7:00", "quick"), (form.Numbers[nameof(BookingSettings.HorizonDays)], form.Windows[0].To, form.Bands[0].Speed));
    }

    [Fact]
    public void Windows_that_do_not_work_are_named()
    {
        Assert.Contains(Faults([Window("22:00", "02:00")]), f => f.Contains("22:00 to 02:00: a window ends after it starts, on the same day", StringComparison.Ordinal));
        Assert.Contains(Faults([Window("08:00", "12:00")]), f => f.Contains("AllDay", StringComparison.Ordinal));
        Assert.Contains(Faults([Window("08:00", "12:00"), Window("08:00", "12:00")]), f => f.Contains("twice", StringComparison.Ordinal));
        Assert.DoesNotContain(Faults([Window("08:00", "12:00", DayOfWeek.Saturday), Window("08:00", "12:00", DayOfWeek.Monday)]), f => f.Contains("twice", StringComparison.Ordinal));

        static List<string> Faults(List<WindowSetting> windows) => [.. new BookingSettings { Windows = windows }.Faults()];
        static WindowSetting Window(string from, string to, params DayOfWeek[] days) =>
            new() { Kind = WindowKind.Morning, From = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), To = TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), Days = [.. days] };
    }

    [Fact]
    public void The_speed_is_that_of_the_band_in_which_the_promised_window_begins()
    {
        var settings = new BookingSettings { KilometresPerHour = 30, SpeedBands = [new() { From = new(7, 0), To = new(9, 30), KilometresPerHour = 15 }, new() { From = new(16, 0), To = new(18, 0), KilometresPerHour = 18 }] };

        Assert.Empty(settings.Faults());
        Assert.Equal([30, 15, 15, 30, 18, 30], new[] { new TimeOnly(6, 59), new(7, 0), new(9, 29), new(9, 30), new(16, 0), new(18, 0) }.Select(settings.SpeedAt));
    }

    [Theory]
    [InlineData("08:00", "07:00", "08:00", "09:00")]
    [InlineData("08:00", "10:00", "09:00", "11:00")]
    public void Speed_bands_that_overlap_or_end_before_they_start_are_named(string from, string to, string from2, string to2)
    {
        SpeedBand[] bands = [new() { From = Time(from), To = Time(to), KilometresPerHour = 20 }, new() { From = Time(from2), To = Time(to2), KilometresPerHour = 20 }];
        Assert.Contains(new BookingSettings { SpeedBands = [.. bands] }.Faults(), f => f.Contains("Repairs:Booking:SpeedBands", StringComparison.Ordinal));

        static TimeOnly Time(string text) => TimeOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void What_changes_is_said_in_words() =>
        Assert.Equal(["How far ahead we offer: 28 days becomes 42 days.", "Bank holidays: England and Wales becomes Scotland."], SettingsRule.Changes(Usual, new LandlordOverrides { HorizonDays = 42, BankHolidays = "scotland" }.On(Usual)));

    [Fact]
    public void A_window_for_some_days_is_offered_on_those_and_no_window_twice_on_a_day()
    {
        var everyDay = Day.Window("08:00", "12:00");
        var saturday = Day.Window("09:00", "13:00");
        saturday.Days = [DayOfWeek.Saturday];
        var weekdays = Day.Window("13:00", "17:00");
        weekdays.Days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        var same = Day.Window("08:00", "12:00");
        same.Days = [DayOfWeek.Saturday];
        var diary = Day.Diary(1, [Day.Shift("2026-11-27", "08:00", "17:00"), Day.Shift("2026-11-28", "08:00", "17:00")]);

        var cells = Slots.Cells([diary], Day.Request("2026-11-27", "2026-11-28"), Day.Settings(everyDay, saturday, weekdays, same));

        Assert.Equal(["27 08:00", "27 13:00", "28 08:00", "28 09:00"], cells.Select(c => $"{c.Date.Day} {c.From:HH:mm}").Order(StringComparer.Ordinal));
    }
}
