using System.Globalization;
using Repairs.Platform;

namespace Repairs.Messages.Wording;

/// <summary>When we say things will happen: days on which people work, at times settings name.</summary>
internal sealed class Days(MessagesSettings settings)
{
    private const int UsualDaysToAsk = 5;

    private readonly IReadOnlySet<DateOnly> _closed = settings.ClosedDays.Length > 0
        ? settings.ClosedDays.Select(d => DateOnly.ParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture)).ToHashSet()
        : BankHolidays.Of(BankHolidays.EnglandAndWales);

    /// <summary>By when a person gets in touch if a message gets no answer: so many working days on.</summary>
    public DateTimeOffset CallBy(DateTimeOffset now)
    {
        var day = LondonTime.DateOf(now);
        for (var left = settings.CallAfterDays; left > 0; left--)
            day = Working(day.AddDays(1));
        return LondonTime.Instant(day, settings.CallTime);
    }

    /// <summary>The next working day.</summary>
    public DateTimeOffset NextDay(DateTimeOffset now) => LondonTime.Instant(Working(LondonTime.DateOf(now).AddDays(1)), settings.CallTime);

    /// <summary>By when a person asks once about a repair that was raised without saying so.</summary>
    public DateTimeOffset AskBy(DateTimeOffset now) => LondonTime.Instant(Working(LondonTime.DateOf(now).AddDays(UsualDaysToAsk)), settings.CallTime);

    /// <summary>When the reminder so many days before a date leaves.</summary>
    public DateTimeOffset Remind(DateOnly date, int daysBefore) => LondonTime.Instant(date.AddDays(-daysBefore), settings.RemindTime);

    private DateOnly Working(DateOnly day)
    {
        while (!WorkingDays.Is(day, _closed))
            day = day.AddDays(1);
        return day;
    }
}
