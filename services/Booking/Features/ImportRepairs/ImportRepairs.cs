using System.Globalization;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A repair from a file. The patch is found when it is checked.</summary>
internal sealed record ImportedRepair(int Line, string? RepairRef, NewRepair Repair)
{
    public string? Patch { get; set; }
}

/// <summary>
/// Takes repairs from a landlord's system. A reference brought in before is left as it is, so that a file can be brought in again. What is raised here gives
/// its household real choices like any other repair; an emergency is seen to at once.
/// </summary>
internal sealed class ImportRepairs(BusinessClock clock, LandlordBookingSettings settings) : IImport
{
    public IReadOnlyList<string> Columns { get; } = ["householdRef", "propertyRef", "trade", "description", "priority"];

    public async Task<ImportPass> StartAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, string kind, CancellationToken ct) =>
        new Pass(
            landlord, clock, await settings.ForAsync(connection, transaction, landlord, ct),
            (await ImportRepairsSql.LongestShiftsAsync(connection, transaction, landlord, LondonTime.DateOf(clock.GetUtcNow()), ct)).ToDictionary(l => l.Trade, l => l.Minutes, StringComparer.Ordinal));

    private sealed class Pass(string landlord, BusinessClock clock, BookingSettings settings, IReadOnlyDictionary<string, int> longest) : ImportPass
    {
        private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

        public override Judged Judge(CsvRow row)
        {
            var (minutes, people) = (Number(row["minutes"]), Number(row["people"]));
            var priority = Enum.TryParse<Priority>(row["priority"], ignoreCase: true, out var p) && Enum.IsDefined(p) && !char.IsAsciiDigit(row["priority"][0]) ? p : (Priority?)null;
            var repair = new NewRepair(row["householdRef"], row["propertyRef"], row["trade"], row["description"], priority, minutes, people);
            var reason = minutes is < 0 ? "minutes is no whole number." : people is < 0 ? "people is no whole number."
                : row["repairRef"].Length > 100 ? "repairRef is longer than 100 characters."
                : RaiseRule.Faults(repair) is { Any: true } faults ? string.Join(' ', faults.ByField.Select(f => $"{f.Key}: {f.Value[0]}"))
                : row["repairRef"].Length > 0 && !_seen.TryAdd(row["repairRef"], row.Line) ? $"repairRef is the same as on line {_seen[row["repairRef"]]}."
                : null;
            return reason is not null ? Judged.Wrong(row, reason)
                : new Judged(row.Line, new ImportedRepair(row.Line, row["repairRef"].Length == 0 ? null : row["repairRef"], repair), null, Warning(repair));
        }

        public override async Task<IReadOnlyList<RowNote>> CheckAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Judged> rows, CancellationToken ct)
        {
            var repairs = rows.Select(r => (ImportedRepair)r.Record!).ToList();
            var homes = (await ImportRepairsSql.HomesAsync(connection, transaction, landlord, repairs, ct)).ToDictionary(h => h.Line);
            var notes = new List<RowNote>();
            foreach (var repair in repairs)
            {
                var home = homes[repair.Line];
                repair.Patch = home.Patch;
                if (home.ImportedAt is { } before)
                    notes.Add(new RowNote(repair.Line, Known(repair, before)));
                else if (RaiseRule.Check(new HomeRow { Patch = home.Patch, LivesAt = home.LivesAt }, repair.Repair) is { Any: true } faults)
                    notes.Add(new RowNote(repair.Line, string.Join(' ', faults.ByField.Select(f => f.Value[0]))));
            }

            return notes;
        }

        public override async Task<IReadOnlyList<RowNote>> WriteAsync(UnitOfWork unit, IReadOnlyList<Judged> rows, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var raised = rows.Select(r => (ImportedRepair)r.Record!).Select(i => (Import: i, Row: RaiseRule.Raise(landlord, i.Repair, new HomeRow { Patch = i.Patch }, settings, now))).ToList();
            var named = raised.Where(r => r.Import.RepairRef is not null).ToList();
            var claimed = (await ImportRepairsSql.ClaimAsync(unit, landlord, [.. named.Select(r => (r.Import.RepairRef!, r.Row.RepairId))], now, ct)).ToHashSet();
            var taken = raised.Where(r => r.Import.RepairRef is null || claimed.Contains(r.Row.RepairId)).ToList();
            await ImportRepairsSql.InsertAsync(unit, [.. taken.Select(r => r.Row)], now, ct);
            var askBy = AskRule.AskBy(now, settings.AskAfterDays, await CallBackDue.DaysOffAsync(unit, settings, now, ct));
            await AskOnceSql.AskByAsync(unit, landlord, [.. taken.Select(t => t.Row.RepairId)], askBy, ct);
            foreach (var (_, r) in taken)
                unit.Publish(new RepairRaised(landlord, r.RepairId, r.HouseholdRef, r.PropertyRef, r.Patch, r.Trade, r.PriorityValue, r.DueBy, r.LinkVersion, now, askBy));
            return [.. named.Where(r => !claimed.Contains(r.Row.RepairId)).Select(r => new RowNote(r.Import.Line, Known(r.Import, now)))];
        }

        private static string Known(ImportedRepair repair, DateTimeOffset at) =>
            $"The repair {repair.RepairRef} was brought in before, on {LondonTime.Words(LondonTime.DateOf(at))}. Nothing is changed.";

        /// <summary>-1 for what is no number.</summary>
        private static int? Number(string text) => text.Length == 0 ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;

        private string? Warning(NewRepair repair)
        {
            if (RaiseRule.Trade(repair.Trade) is not { } trade)
                return "No trade is given: it waits on the list to sort.";
            var minutes = repair.Minutes ?? settings.StandardMinutes;
            return !longest.TryGetValue(trade, out var most) ? $"Nobody with the trade {trade} works in the weeks ahead: no time can be offered yet."
                : minutes > most ? $"It takes {minutes} minutes, and no shift is that long: the longest is {most} minutes. No time can be offered until one is."
                : null;
        }
    }
}
