using Dapper;
using Repairs.Platform;

namespace Repairs.Booking;

internal static class KeepBankHolidaysSql
{
    private const string Keep = """
        insert into bank_holiday (calendar, day, name)
        select calendar, day, name
        from unnest(@calendars, @days, @names) as h (calendar, day, name)
        on conflict do nothing
        """;

    public static Task KeepAsync(UnitOfWork unit, IReadOnlyList<BankHoliday> known, CancellationToken ct) =>
        unit.Connection.ExecuteAsync(new CommandDefinition(Keep, new
        {
            calendars = known.Select(h => h.Calendar).ToArray(),
            days = known.Select(h => h.Day).ToArray(),
            names = known.Select(h => h.Name).ToArray(),
        }, unit.Transaction, cancellationToken: ct));
}
