using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Due work, once for each start: the bank holidays this version knows are rows by then. A row somebody added stays.</summary>
internal sealed class KeepBankHolidays : IDueWork
{
    private bool _kept;

    public async Task<int> RunAsync(UnitOfWork unit, DateTimeOffset now, CancellationToken ct)
    {
        if (!_kept)
            await KeepBankHolidaysSql.KeepAsync(unit, BankHolidays.All, ct);
        _kept = true;
        return 0;
    }
}
