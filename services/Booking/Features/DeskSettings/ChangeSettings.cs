using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What a landlord's settings are now.</summary>
/// <param name="Version">0 while nothing was changed.</param>
/// <param name="Settings">What holds: the configuration with the overrides over it.</param>
internal sealed record SettingsNow(int Version, LandlordOverrides Settings, LandlordOverrides Overrides, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>Changes how a landlord offers visits. Every version stays; visits already promised stay as promised.</summary>
internal sealed class ChangeSettings(Database<BookingService> db, BusinessClock clock, LandlordBookingSettings settings)
{
    public async Task<SettingsNow> SeeAsync(string landlord, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Now(await LandlordSettingSql.NewestAsync(connection, null, landlord, ct));
    }

    /// <param name="unit">Committed by the caller, who then calls <see cref="LandlordBookingSettings.Forget"/>.</param>
    /// <param name="seen">The version the change was made on; null: whatever stands.</param>
    /// <param name="by">The caller's role.</param>
    public async Task<Answer<SettingsNow>> RunAsync(UnitOfWork unit, string landlord, int? seen, LandlordOverrides wanted, string by, CancellationToken ct)
    {
        if (SettingsRule.Gaps(wanted) is { Any: true } gaps)
            return Refusal.Invalid(gaps);
        var faults = SettingsRule.Faults(wanted.On(settings.Defaults));
        if (faults.Any)
            return Refusal.Invalid(faults);
        var stands = await LandlordSettingSql.NewestAsync(unit.Connection, unit.Transaction, landlord, ct);
        var (before, after) = (stands?.Overrides ?? new LandlordOverrides(), wanted.Beside(settings.Defaults));
        if (before.ToJson() == after.ToJson())
            return Now(stands);
        var version = (stands?.Version ?? 0) + 1;
        if ((seen ?? version - 1) != version - 1 || !await LandlordSettingSql.InsertAsync(unit, landlord, version, after.ToJson(), by, clock.GetUtcNow(), ct))
            return SettingsRule.ChangedMeanwhile;
        return Now(await LandlordSettingSql.NewestAsync(unit.Connection, unit.Transaction, landlord, ct));
    }

    private SettingsNow Now(LandlordSettingRow? row) =>
        new(row?.Version ?? 0, LandlordOverrides.Of((row?.Overrides ?? new LandlordOverrides()).On(settings.Defaults)), row?.Overrides ?? new LandlordOverrides(), row?.ChangedBy, row?.ChangedAt);
}
