using Dapper;
using Npgsql;

namespace Repairs.Booking;

/// <summary>The only statements that are not limited to one landlord: other services ask by ids that are unique across landlords, and get the landlord with the answer.</summary>
internal static class AnswerServicesSql
{
    private const string JobSheet = """
        select a.visit_id, a.landlord, a.repair_id, r.household_ref, p.address, r.description as job, r.trade, o.contractor, o.operative_ref, o.name,
          a.date, a.from_time, a.to_time, a.status, p.lat, p.lon
        from appointment a
        join repair r on r.landlord = a.landlord and r.repair_id = a.repair_id
        join property p on p.landlord = r.landlord and p.property_ref = r.property_ref
        join operative o on o.operative_id = a.operative_id
        where a.visit_id = @visitId
        order by a.status in ('booked', 'started') desc, a.booked_at desc
        limit 1
        """;

    private const string Operative = """
        select o.operative_ref, o.name as first_name
        from operative o
        join operative_patch p on p.operative_id = o.operative_id
        where p.landlord = @landlord and o.operative_ref = @operativeRef
        order by o.operative_id
        limit 1
        """;

    private const string Repair = """
        select repair_id, landlord, household_ref, property_ref, patch, trade, description, link_version, status
        from repair
        where repair_id = @repairId
        """;

    public static async Task<JobSheet?> JobSheetAsync(NpgsqlConnection connection, Guid visitId, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<SheetRow?>(new CommandDefinition(JobSheet, new { visitId }, cancellationToken: ct)) is { } s
            ? new JobSheet(s.VisitId, s.Landlord, s.RepairId, s.HouseholdRef, s.Address, s.Job, s.Trade, s.Contractor, s.OperativeRef, FirstName.Of(s.Name), s.Date, s.FromTime, s.ToTime, s.Status, s.Lat, s.Lon)
            : null;

    public static async Task<OperativeName?> OperativeAsync(NpgsqlConnection connection, string landlord, string operativeRef, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<OperativeName?>(new CommandDefinition(Operative, new { landlord, operativeRef }, cancellationToken: ct)) is { } o
            ? o with { FirstName = FirstName.Of(o.FirstName) }
            : null;

    public static async Task<RepairForServices?> RepairAsync(NpgsqlConnection connection, Guid repairId, ResidentLinks links, CancellationToken ct) =>
        await connection.QuerySingleOrDefaultAsync<RepairRow?>(new CommandDefinition(Repair, new { repairId }, cancellationToken: ct)) is { } r
            ? new RepairForServices(r.RepairId, r.Landlord, r.HouseholdRef, r.PropertyRef, r.Patch, r.Trade, r.Description, links.AddressOf(r.RepairId, r.LinkVersion), r.LinkVersion, r.Status)
            : null;

    private sealed class SheetRow
    {
        public Guid VisitId { get; init; }

        public string Landlord { get; init; } = "";

        public Guid RepairId { get; init; }

        public string HouseholdRef { get; init; } = "";

        public string Address { get; init; } = "";

        public string Job { get; init; } = "";

        public string? Trade { get; init; }

        public string Contractor { get; init; } = "";

        public string OperativeRef { get; init; } = "";

        public string Name { get; init; } = "";

        public DateOnly Date { get; init; }

        public TimeOnly FromTime { get; init; }

        public TimeOnly ToTime { get; init; }

        public string Status { get; init; } = "";

        public double? Lat { get; init; }

        public double? Lon { get; init; }
    }
}
