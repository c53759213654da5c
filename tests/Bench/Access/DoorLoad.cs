using System.Globalization;
using System.Text.Json;
using Npgsql;
using Repairs.Bench.Booking;
using Repairs.Contracts;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench.Access;

/// <summary>
/// Visits under way, put straight into the database, each at a home of its own: the window the resident chose, the brief that was read, the photo of the card
/// that arrived. What is left is the report.
/// </summary>
internal sealed class DoorLoad(RepairsSystem system, int visits)
{
    private const int Operatives = 100;

    private const string Load = """
        insert into visits.visit (
          landlord, visit_id, repair_id, household_ref, patch, trade, priority, contractor, operative_ref, visit_date, from_time, to_time,
          window_start, window_end, stands, as_of, as_of_rank)
        select $1, v, v, 'B-' || v, 'bench-' || n % 50, 'plumbing', 'Routine', 'Bench', 'B-op-' || n % 100, $2, '08:00', '12:00', $3, $4, true, $3 - interval '2 days', 0
        from unnest($5) with ordinality as visits (v, n);

        insert into visits.brief_read (landlord, visit_id, operative_ref, version, instructions, no_photos, no_calls, read_at, first_read_at)
        select landlord, visit_id, operative_ref, '1', 0, false, false, window_start, window_start
        from visits.visit
        where contractor = 'Bench'
        on conflict do nothing;

        insert into visits.assignment (landlord, visit_id, as_of, as_of_rank, operative_ref, contractor, priority, patch, trade, visit_date, from_time, to_time, window_start, window_end)
        select landlord, visit_id, as_of, as_of_rank, operative_ref, contractor, priority, patch, trade, visit_date, from_time, to_time, window_start, window_end
        from visits.visit
        where contractor = 'Bench'
        on conflict do nothing;

        insert into visits.photo (landlord, photo_id, visit_id, operative_ref, content_type, sent_hash, bytes, received_at)
        select landlord, visit_id, visit_id, operative_ref, 'image/jpeg', '\x00', 20000, window_start
        from visits.visit
        where contractor = 'Bench'
        on conflict do nothing;
        """;

    private const string Know = """
        insert into noaccess.household (landlord, household_ref)
        select $1, household
        from unnest($2) household
        on conflict do nothing;

        insert into noaccess.fact (landlord, household_ref, key, type, occurred_at, body)
        select $1, household, key, 'AppointmentBooked', $5, body::jsonb
        from unnest($2, $3, $4) as facts (household, key, body);
        """;

    private DateTimeOffset _start;

    public IReadOnlyList<Guid> Visits { get; } = [.. Enumerable.Range(0, visits).Select(_ => Guid.CreateVersion7())];

    public async Task LoadAsync()
    {
        var now = await system.NowAsync();
        _start = new DateTimeOffset(now.AddMinutes(-60).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var booked = Visits.Select((v, i) => new AppointmentBooked(
            DemoPeople.Landlord, v, v, v, $"B-{v}", "P-bench", "bench", "plumbing", Priority.Routine, "Bench", "B-op", LondonTime.DateOf(_start), new TimeOnly(8, 0), new TimeOnly(12, 0),
            _start, _start.AddHours(4), Actor.Resident, 48, _start.AddDays(-2))).ToList();
        await using var connection = await system.AdminAsync();
        await using (var load = new NpgsqlBatch(connection) { Timeout = 300 })
        {
            foreach (var sql in Load.Split(";\n", StringSplitOptions.RemoveEmptyEntries).Where(s => s.Trim().Length > 0))
            {
                var command = new NpgsqlBatchCommand(sql.TrimEnd(';', '\n', ' '));
                if (sql.Contains("$1", StringComparison.Ordinal))
                    Add(command, DemoPeople.Landlord, LondonTime.DateOf(_start), _start, _start.AddHours(4), Visits.ToArray());
                load.BatchCommands.Add(command);
            }

            await load.ExecuteNonQueryAsync();
        }

        await using var know = new NpgsqlBatch(connection) { Timeout = 300 };
        var households = booked.Select(b => b.HouseholdRef).ToArray();
        foreach (var sql in Know.Split(";\n", StringSplitOptions.RemoveEmptyEntries).Where(s => s.Trim().Length > 0))
        {
            var command = new NpgsqlBatchCommand(sql.TrimEnd(';', '\n', ' '));
            Add(command, DemoPeople.Landlord, households);
            if (sql.Contains("$3", StringComparison.Ordinal))
                Add(command, booked.Select(b => Facts.KeyOf(b).ToString()).ToArray(), booked.Select(b => JsonSerializer.Serialize(b, Json.Options)).ToArray(), _start.AddDays(-2));
            know.BatchCommands.Add(command);
        }

        await know.ExecuteNonQueryAsync();
        await system.ExecuteAsync("analyze");
    }

    /// <summary>The request that reports "no answer" with all of the evidence, for each visit in turn.</summary>
    public byte[][] Posts() => [.. Visits.Select((v, i) => Knocker.Request(
        HttpMethod.Post,
        system.Url,
        $"/api/visits/{v}/outcome",
        JsonSerializer.Serialize(
            new
            {
                reportId = Guid.CreateVersion7(),
                outcome = "DO10",
                arrivedAt = _start.AddMinutes(20),
                leftAt = _start.AddMinutes(32),
                metresFromAddress = 20,
                tried = new[] { new { what = "knock", at = _start.AddMinutes(21) }, new { what = "bell", at = _start.AddMinutes(24) } },
                cardPhotoId = v,
            },
            Json.Options),
        string.Create(CultureInfo.InvariantCulture, $"X-Demo-Role: {Roles.Operative}\r\nX-Demo-Operative: B-op-{(i + 1) % Operatives}\r\n")))];

    private static void Add(NpgsqlBatchCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
    }
}
