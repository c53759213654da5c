using System.Globalization;
using Npgsql;
using Repairs.Platform;

namespace Repairs.Booking;

internal sealed record ImportedShift(long OperativeId, DateOnly Date, string Kind, TimeOnly From, TimeOnly To)
{
    /// <summary>Minutes from local midnight of its day; past midnight beyond 1440.</summary>
    public (int From, int To) Clock => ((From.Hour * 60) + From.Minute, (To.Hour * 60) + To.Minute + (To <= From ? 1440 : 0));

    public bool IsAbsence => Kind == "absence";

    public Stretch Stretch => new WorkingTime(Date, IsAbsence, From, To).AsStretch();
}

/// <summary>Takes working time and absences. The same row again changes nothing, nor does one the desk took back; visits in a new absence are seen to as if the desk had recorded it.</summary>
internal sealed class ImportShifts(BusinessClock clock) : IImport
{
    private const int LongestShift = 16 * 60;

    public IReadOnlyList<string> Columns { get; } = ["operativeRef", "date", "from", "to"];

    /// <param name="kind"><c>shifts</c> or <c>absences</c>; a column <c>kind</c> goes before it.</param>
    public async Task<ImportPass> StartAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string landlord, string kind, CancellationToken ct) =>
        new Pass(
            (await ImportShiftsSql.OperativesAsync(connection, transaction, landlord, ct)).ToLookup(o => o.OperativeRef, StringComparer.Ordinal),
            landlord,
            kind == "absences" ? "absence" : "shift",
            clock);

    private static WallClock? TimeOf(string text) => text is "24:00"
        ? new WallClock(1440)
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new WallClock((time.Hour * 60) + time.Minute)
            : null;

    private sealed record WallClock(int Whole)
    {
        public TimeOnly Time => new(Whole / 60 % 24, Whole % 60);
    }

    private sealed class Pass(ILookup<string, KnownOperative> operatives, string landlord, string usualKind, BusinessClock clock) : ImportPass
    {
        private readonly DateOnly _today = LondonTime.DateOf(clock.GetUtcNow());
        private readonly Dictionary<(long, DateOnly), List<(int Line, ImportedShift Shift)>> _shifts = [];
        private HashSet<int> _takenBack = [];

        public override Judged Judge(CsvRow row)
        {
            var (shift, reason) = Read(row);
            if (shift is null)
                return Judged.Wrong(row, reason!);
            var overnight = shift.To <= shift.From && shift.To != TimeOnly.MinValue
                ? $"It ends at {shift.To:HH:mm} on the next day. If it ends on the same day, swap from and to." : null;
            return new Judged(row.Line, shift, null, string.Join(' ', new[] { overnight, Overlap(row.Line, shift) }.OfType<string>()) is { Length: > 0 } words ? words : null);
        }

        public override async Task<IReadOnlyList<RowNote>> CheckAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Judged> rows, CancellationToken ct)
        {
            var takenBack = await TakenBackAsync(connection, transaction, [.. rows.Select(r => (r.Line, (ImportedShift)r.Record!))], ct);
            _takenBack = [.. takenBack.Select(t => t.Line)];
            var shifts = rows.Where(r => r.Record is ImportedShift { Kind: "shift" } && !_takenBack.Contains(r.Line)).Select(r => (r.Line, Shift: (ImportedShift)r.Record!)).ToList();
            if (shifts.Count == 0)
                return takenBack;
            var known = (await ImportShiftsSql.KnownAsync(connection, transaction, [.. shifts.Select(s => s.Shift)], ct)).ToLookup(k => (k.OperativeId, k.Date));
            return
            [
                .. takenBack,
                .. shifts.Select(s => (s.Line, Meets: known[(s.Shift.OperativeId, s.Shift.Date)].FirstOrDefault(k => Overlaps(k, s.Shift) && (k.From, k.To) != (s.Shift.From, s.Shift.To))))
                    .Where(s => s.Meets is not null)
                    .Select(s => new RowNote(s.Line, $"It overlaps the shift from {s.Meets!.From:HH:mm} to {s.Meets.To:HH:mm} that is there already: the two count as one.", Warning: true)),
            ];
        }

        public override (long, int) OrderOf(object record) => record is ImportedShift shift ? (shift.OperativeId, shift.Date.DayNumber) : default;

        public override async Task<IReadOnlyList<RowNote>> WriteAsync(UnitOfWork unit, IReadOnlyList<Judged> rows, CancellationToken ct)
        {
            var taken = rows.Where(r => !_takenBack.Contains(r.Line)).Select(r => (ImportedShift)r.Record!).ToList();
            await ImportShiftsSql.WriteAsync(unit, taken, ct);
            await AbsenceSql.FromFileAsync(unit, landlord, [.. taken.Where(s => s.IsAbsence)], clock.GetUtcNow(), ct);
            return [];
        }

        /// <summary>What the desk put right stays right, however often an export still has it.</summary>
        private async Task<IReadOnlyList<RowNote>> TakenBackAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<(int Line, ImportedShift Row)> rows, CancellationToken ct)
        {
            var (absences, shifts) = (rows.Where(r => r.Row.IsAbsence).ToList(), rows.Where(r => !r.Row.IsAbsence).ToList());
            var notes = new List<RowNote>();
            if (absences.Count > 0)
            {
                notes.AddRange((await AbsenceSql.TakenBackAsync(connection, transaction, landlord, absences, ct)).Select(t => new RowNote(t.Key,
                    $"The desk took this back on {DeskPage.Day(t.Value)}, so the row is left out. If the file is right, open the operative from the day plan and say that they cannot come.", Warning: true)));
            }

            if (shifts.Count > 0)
            {
                var away = (await ImportShiftsSql.TakenAwayAsync(connection, transaction, [.. shifts.Select(s => s.Row)], ct)).ToDictionary(t => t.Shift, t => t.At);
                notes.AddRange(shifts.Where(s => away.ContainsKey(s.Row)).Select(s => new RowNote(s.Line,
                    $"The desk took this back on {DeskPage.Day(away[s.Row])}, so the row is left out. If the file is right, open the operative from the day plan and bring the shift back.", Warning: true)));
            }

            return notes;
        }

        private static bool Overlaps(ImportedShift a, ImportedShift b) => a.Clock.From < b.Clock.To && b.Clock.From < a.Clock.To;

        private string? Overlap(int line, ImportedShift shift)
        {
            if (shift.Kind != "shift")
                return null;
            if (!_shifts.TryGetValue((shift.OperativeId, shift.Date), out var others))
                _shifts[(shift.OperativeId, shift.Date)] = others = [];
            var meets = others.FirstOrDefault(o => Overlaps(o.Shift, shift));
            others.Add((line, shift));
            return meets.Shift is null ? null
                : (meets.Shift.From, meets.Shift.To) == (shift.From, shift.To) ? $"It is the same shift as on line {meets.Line}."
                : $"It overlaps the shift from {meets.Shift.From:HH:mm} to {meets.Shift.To:HH:mm} on line {meets.Line}: the two count as one.";
        }

        private (ImportedShift? Record, string? Reason) Read(CsvRow row)
        {
            if (Importing.Missing(row, 100, "operativeRef", "date", "from", "to") is { } missing)
                return (null, missing);
            var known = operatives[row["operativeRef"]].Where(o => row["contractor"].Length == 0 || o.Contractor == row["contractor"]).ToList();
            if (known.Count == 0)
                return (null, $"No operative has the reference {row["operativeRef"]}. Import the operative first.");
            if (known.Count > 1)
                return (null, $"Several contractors have an operative {row["operativeRef"]}. Add a column contractor.");
            if (!DateOnly.TryParseExact(row["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return (null, "date is no date of the form 2026-11-30.");
            if (date < _today.AddYears(-2) || date > _today.AddYears(3))
                return (null, "date is more than two years ago or three years ahead.");
            if (TimeOf(row["from"]) is not { Whole: < 1440 } from || TimeOf(row["to"]) is not { } to)
                return (null, "from and to are times of the form 08:00; an end at midnight is 24:00.");
            var kind = row["kind"].Length == 0 ? usualKind : row["kind"].ToLowerInvariant();
            if (kind is not ("shift" or "absence"))
                return (null, "kind is neither shift nor absence.");
            if (from.Whole == to.Whole)
                return (null, "from and to are the same time.");
            var length = to.Whole > from.Whole ? to.Whole - from.Whole : to.Whole + 1440 - from.Whole;
            if (kind == "shift" && length > LongestShift)
                return (null, $"A shift is at most 16 hours; from {row["from"]} to {row["to"]}{(to.Whole < from.Whole ? " the next day" : "")} it is longer. Check from and to: they may be swapped.");
            return (new ImportedShift(known[0].OperativeId, date, kind, from.Time, to.Time), null);
        }
    }
}
