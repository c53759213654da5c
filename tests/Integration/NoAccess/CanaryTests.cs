using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>
/// Every text that another service keeps is replaced by a word of its own; then the contractor's day is lived through. None of these words may reach a response,
/// a page, a log, an event that Visits hears, or a table of Visits. The columns come from the database itself, so that a new one is planted without anybody thinking of it.
/// </summary>
public sealed partial class CanaryTests
{
    private const string Word = "CANARY";

    private static readonly string[] Others = ["needs", "welfare", "booking", "messages", "noaccess"];

    /// <summary>Not planted: the platform's own tables.</summary>
    private static readonly string[] Platforms = ["event_log", "inbox", "idempotency_key", "subject_key", "clock", "migration", "schema_version"];

    /// <summary>Not planted: what things are found by, codes that a program reads, and the few texts a contractor is meant to see.</summary>
    private static readonly HashSet<string> Left = new(StringComparer.Ordinal)
    {
        "landlord", "household_ref", "property_ref", "operative_ref", "contractor", "patch", "patches", "trade", "trades", "calendar", "repair_ref", "reference", "key", "type", "cause", "template",
        "outcome", "attribution", "visit.cause", "kind", "kinds", "jurisdiction", "severity", "step", "channel", "priority", "state", "status", "seen_by", "not_rated", "conduct_version", "booking.repair.link_path",
        "booking.property.address", "booking.repair.description", "booking.operative.name", "needs.adjustment.door_words", "fact.body", "settings", "booked_by", "ended_by", "ended_reason",
    };

    [Fact]
    [Trait("requirement", "17")]
    [Trait("requirement", "21")]
    public async Task Nothing_that_another_service_keeps_reaches_a_contractor()
    {
        await using var system = await RepairsSystem.StartAsync();
        var home = await system.HomeAsync();
        var (repair, token) = await system.RepairAsync(home, contact: new { name = "Sam", phone = "07700 900111", email = "sam@example.org" });
        var visit = await system.BookFirstAsync(token);
        var operativeRef = home.Operatives[0];
        await TellEverythingAsync(system, home, repair, token, visit.VisitId);
        await system.SettleAsync(60);

        var planted = await PlantAsync(system);
        Assert.Superset(
            new HashSet<string>(
            [
                "needs.contact.name", "needs.contact.phone", "needs.contact.email", "needs.adjustment.words", "needs.adjustment.consent_how", "needs.adjustment.basis_why", "needs.adjustment.door_words",
                "welfare.reason.words", "welfare.attempt.learned", "welfare.follow_up.would_help", "welfare.follow_up.because", "welfare.concern.worry", "welfare.safe_reach.words", "welfare.pause.recorded_by",
                "messages.contact.words", "messages.message.body", "noaccess.dispute.words", "noaccess.feedback.words", "noaccess.complaint_words.words", "booking.appointment.note",
            ]),
            planted);

        // The words are where they belong: whoever may read them finds them, so that finding none elsewhere means something.
        using (var officer = system.As(Roles.Welfare))
        {
            var followUp = await system.ScalarAsync<Guid>($"select follow_up_id from welfare.follow_up where household_ref = '{home.HouseholdRef}' limit 1");
            Assert.Contains($"{Word}.welfare.attempt.learned", await officer.GetStringAsync(new Uri($"/follow-ups/{followUp}", UriKind.Relative)), StringComparison.Ordinal);
        }

        List<(string What, string Text)> seen = [];
        var loggedBefore = system.Log.Length;
        using var operative = system.As(Roles.Operative, operativeRef);
        visit = await ChangeAsync(system, token, visit.VisitId);
        await LiveTheDayAsync(system, operative, repair, visit, seen);
        await system.SettleAsync(60);
        await LookAsync(operative, visit, seen);

        seen.Add(("the log", system.Log[loggedBefore..]));
        foreach (var type in Host.Commands.Installed.Single(s => s.Name == "Visits").Listens.Select(l => l.Event.Name).Distinct())
            seen.Add(($"the event {type}", await RowsAsync(system, $"select string_agg(body::text, E'\\n') from booking.event_log where type = '{type}'")));
        foreach (var table in await ListAsync(system, "select table_name from information_schema.tables where table_schema = 'visits'"))
            seen.Add(($"the table visits.{table}", await RowsAsync(system, $"select string_agg(t::text, E'\\n') from visits.{table} t")));
        foreach (var file in Directory.Exists(Path.Combine(system.Folder, "photos")) ? Directory.GetFiles(Path.Combine(system.Folder, "photos"), "*", SearchOption.AllDirectories) : [])
            seen.Add(("a photo", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file))));

        Assert.True(seen.Count > 15, $"only {seen.Count} things were looked at");
        Assert.All(seen.Where(s => s.What.StartsWith("GET /visits", StringComparison.Ordinal)), s => Assert.NotEmpty(s.Text));
        Assert.Empty(seen.SelectMany(s => Found().Matches(s.Text).Select(m => $"{s.What}: {m.Value}")).Distinct());

        // One field more that a contractor is shown, and the same looking finds it.
        await system.ExecuteAsync($"update needs.adjustment set door_words = '{Word}.shown' where household_ref = '{home.HouseholdRef}' and code = 'A01'");
        List<(string What, string Text)> control = [];
        await LookAsync(operative, visit, control);
        Assert.Contains(control, s => s.What.StartsWith("GET /api/visits", StringComparison.Ordinal) && s.Text.Contains($"{Word}.shown", StringComparison.Ordinal));
        Assert.Contains(control, s => s.What.StartsWith("GET /visits", StringComparison.Ordinal) && s.Text.Contains($"{Word}.shown", StringComparison.Ordinal));
    }

    /// <summary>Everything a household and the people around it can tell, once.</summary>
    private static async Task TellEverythingAsync(RepairsSystem system, Home home, Guid repair, string token, Guid visitId)
    {
        var now = await system.NowAsync();
        var household = home.HouseholdRef;
        var missed = Guid.NewGuid();
        using var needs = system.As(Roles.Needs);
        using var manager = system.As(Roles.Manager);
        using var desk = system.As(Roles.Desk);
        foreach (var body in new object[]
        {
            new { code = "A01", words = "wait 5 minutes", doorWords = "Knock and wait 5 minutes", consent = new { how = "on the phone", at = now.AddDays(-1) } },
            new { code = "A20", words = "for welfare", doorWords = "Not for the door", seenBy = new[] { "welfare" }, basis = new { kind = "safeguarding", why = "told us" } },
            new { code = "A12", words = "old", doorWords = "Old words", consent = new { how = "on the phone", at = now.AddDays(-1) } },
        })
            await World.SendAsync(needs, HttpMethod.Post, $"/api/households/{household}/adjustments", body);
        var withdrawn = await system.ScalarAsync<Guid>($"select adjustment_id from needs.adjustment where household_ref = '{household}' and code = 'A12'");
        using (var answer = await needs.PostAsync(new Uri($"/api/households/{household}/adjustments/{withdrawn}/withdraw", UriKind.Relative), null))
            answer.EnsureSuccessStatusCode();

        await World.SendAsync(manager, HttpMethod.Post, "/api/welfare/officers", new { name = "Joseph", cover = "Kim", awayFrom = "2030-12-20", awayUntil = "2030-12-27" });
        await system.PublishAsync("Visits", new VisitOutcomeReported(
            DemoPeople.Landlord, Guid.NewGuid(), null, missed, repair, household, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], DoorOutcome.DO20,
            now.AddHours(-3), now.AddHours(-2), null, [DoorOutcome.DO31], now.AddHours(-4), now.AddHours(-1), Actor.Contractor, now.AddHours(-2)));
        await system.PublishAsync("Visits", new WelfareConcernRaised(DemoPeople.Landlord, missed, repair, household, false, now.AddHours(-2)));
        await system.SettleAsync(60);
        await World.SendAsync(system.Anyone, HttpMethod.Post, $"/api/resident/{token}/visits/{missed}/dispute", new { words = "I was in" });
        await World.SendAsync(system.Anyone, HttpMethod.Post, $"/api/resident/{token}/visits/{missed}/feedback", new { heard = 1, words = "He shouted" });
        await World.SendAsync(system.Anyone, HttpMethod.Post, $"/api/resident/{token}/complaint", new { words = "It was late" });
        await system.SettleAsync(60);
        var followUp = await system.ScalarAsync<Guid>($"select follow_up_id from welfare.follow_up where household_ref = '{household}' and state = 'open' limit 1");
        await World.SendAsync(manager, HttpMethod.Post, $"/api/follow-ups/{followUp}/attempts", new { how = "call", reached = true, learned = "Mornings are hard", reason = "R12", visitId = (Guid?)null });
        await World.SendAsync(manager, HttpMethod.Post, $"/api/follow-ups/{followUp}/help", new { words = "Come late" });
        await World.SendAsync(manager, HttpMethod.Post, $"/api/households/{household}/pauses", new { from = LondonTime.DateOf(now.AddDays(-20)).ToString("yyyy-MM-dd", null), to = LondonTime.DateOf(now.AddDays(-19)).ToString("yyyy-MM-dd", null), kind = "hospital" });
        await World.SendAsync(system.Anyone, HttpMethod.Post, "/api/concerns", new { worry = "The curtains are closed", where = "Hill Road" });
        await World.SendAsync(desk, HttpMethod.Post, "/api/contacts", new { householdRef = household, propertyRef = home.PropertyRef, at = now, channel = "phone", words = "When do you come?", code = "VD01", repairId = repair });
        await system.ExecuteAsync($"insert into welfare.safe_reach (landlord, household_ref, how, words, at) values ('demo', '{household}', 'other', 'ring my sister', now())");
        await system.ExecuteAsync($"insert into welfare.reason (landlord, reason_id, visit_id, household_ref, code, words, learned_by, by_resident, at) values ('demo', gen_random_uuid(), '{visitId}', '{household}', 'R09', 'I am afraid', 'the resident', true, now())");
    }

    /// <summary>Puts a word of its own into every text column of the other services, row by row where a rule of the table allows it. Answers which took it.</summary>
    private static async Task<HashSet<string>> PlantAsync(RepairsSystem system)
    {
        HashSet<string> planted = [];
        await using var connection = await system.AdminAsync();
        List<(string Schema, string Table, string Column, string Type)> columns = [];
        await using (var command = new NpgsqlCommand(
            """
            select c.table_schema, c.table_name, c.column_name, case when c.data_type = 'ARRAY' then c.udt_name else c.data_type end
            from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = any(@schemas) and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
              and (c.data_type in ('text', 'character varying', 'jsonb') or c.udt_name = '_text')
            order by 1, 2, 3
            """,
            connection))
        {
            command.Parameters.AddWithValue("schemas", Others);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        foreach (var (schema, table, column, type) in columns)
        {
            var name = $"{schema}.{table}.{column}";
            if (Platforms.Contains(table) || Left.Contains(column) || Left.Contains($"{table}.{column}") || (Left.Contains(name) && name != "needs.adjustment.door_words"))
                continue;
            var canary = $"{Word}.{name}";
            var (value, where) = type switch
            {
                "jsonb" => ($"{column} || '{{\"canary\":\"{canary}\"}}'", $"jsonb_typeof({column}) = 'object'"),
                "_text" => ($"array_append({column}, '{canary}')", "true"),
                _ => ($"'{canary}'", name == "needs.adjustment.door_words" ? "withdrawn_at is not null or not 'operative' = any(seen_by)" : "true"),
            };
            try
            {
                await using var command = new NpgsqlCommand($"update {schema}.{table} set {column} = {value} where {where}", connection);
                if (await command.ExecuteNonQueryAsync() > 0)
                    planted.Add(name);
            }
            catch (PostgresException e) when (e.SqlState is "23514" or "23505" or "23503" or "42501" or "P0001" or "22001" or "428C9")
            {
                // A code that the table itself holds to its list, or a line that nobody can change: no place for words.
            }
        }

        return planted;
    }

    /// <summary>The resident takes another time, so that what Visits hears is made from what was planted.</summary>
    private static async Task<(Guid VisitId, DateTimeOffset From, DateTimeOffset To, System.Text.Json.JsonElement Body)> ChangeAsync(RepairsSystem system, string token, Guid visitId)
    {
        var offer = await World.SendAsync(system.Anyone, HttpMethod.Get, $"/api/resident/{token}/choices", null);
        var body = await World.SendAsync(system.Anyone, HttpMethod.Put, $"/api/resident/{token}/appointment", new { choiceId = offer.GetProperty("choices")[1].GetProperty("choiceId").GetString() });
        var date = DateOnly.Parse(body.GetProperty("date").GetString()!, null);
        return (visitId, LondonTime.Instant(date, TimeOnly.Parse(body.GetProperty("from").GetString()!, null)), LondonTime.Instant(date, TimeOnly.Parse(body.GetProperty("to").GetString()!, null)), body);
    }

    /// <summary>The day as a contractor lives it: the brief, the way, the photo, what happened, HACT.</summary>
    private static async Task LiveTheDayAsync(RepairsSystem system, HttpClient operative, Guid repair, (Guid VisitId, DateTimeOffset From, DateTimeOffset To, System.Text.Json.JsonElement Body) visit, List<(string, string)> seen)
    {
        await system.MoveClockAsync(visit.From.AddMinutes(20));
        await system.SettleAsync(60);
        await LookAsync(operative, visit, seen);
        await SendAsync(operative, HttpMethod.Post, $"/api/visits/{visit.VisitId}/brief-read", null, seen);
        await SendAsync(operative, HttpMethod.Post, $"/api/visits/{visit.VisitId}/on-my-way", null, seen);
        await system.SettleAsync(60);
        var photo = Guid.NewGuid();
        using (var png = new ByteArrayContent(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")))
            await SendAsync(operative, HttpMethod.Put, $"/api/visits/{visit.VisitId}/photos/{photo}", png, seen);
        var report = new { reportId = Guid.NewGuid(), outcome = "DO10", arrivedAt = visit.From.AddMinutes(2), leftAt = visit.From.AddMinutes(15), metresFromAddress = 10, tried = new[] { new { what = "knock", at = visit.From.AddMinutes(3) }, new { what = "bell", at = visit.From.AddMinutes(5) } }, cardPhotoId = photo };
        using (var told = JsonContent.Create(report))
            await SendAsync(operative, HttpMethod.Post, $"/api/visits/{visit.VisitId}/outcome", told, seen);
        using (var again = JsonContent.Create(report with { reportId = Guid.NewGuid() }))
            await SendAsync(operative, HttpMethod.Post, $"/api/visits/{visit.VisitId}/outcome", again, seen);
        using (var hact = JsonContent.Create(new { JobStatusUpdate = new { Reference = new { ID = "J1" }, RelatedWorkOrderReference = new { ID = repair }, TypeCode = "70", EventTime = visit.From.AddMinutes(16) } }))
            await SendAsync(operative, HttpMethod.Post, "/hact/job-status-update", hact, seen);
    }

    /// <summary>Every page and answer with which a contractor reads, found in the source itself so that a new page is looked at too.</summary>
    private static async Task LookAsync(HttpClient operative, (Guid VisitId, DateTimeOffset From, DateTimeOffset To, System.Text.Json.JsonElement Body) visit, List<(string, string)> seen)
    {
        var date = LondonTime.DateOf(visit.From).ToString("yyyy-MM-dd", null);
        var source = Path.Combine(Repository.Root, "services", "Visits");
        var pages = Directory.EnumerateFiles(source, "*.cshtml", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(f => Route().Match(File.ReadAllText(f))).Where(m => m.Success).Select(m => m.Groups[1].Value);
        var files = Directory.Exists(Path.Combine(source, "wwwroot")) ? Directory.EnumerateFiles(Path.Combine(source, "wwwroot")).Select(f => $"/{Path.GetFileName(f)}") : [];
        foreach (var path in pages.Concat(files).Concat(["/api/visits", "/visits/day", "/visits/sw.js"]).Distinct(StringComparer.Ordinal))
        {
            foreach (var outcome in path.Contains("{outcome}", StringComparison.Ordinal) ? new[] { "DO10", "DO01", "DO31" } : [""])
            {
                var address = path.Replace("{outcome}", outcome, StringComparison.Ordinal);
                address = Placeholder().Replace(address, visit.VisitId.ToString());
                await SendAsync(operative, HttpMethod.Get, $"{address}?date={date}", null, seen);
            }
        }
    }

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, HttpContent? content, List<(string, string)> seen)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await client.SendAsync(request);
        Assert.True((int)answer.StatusCode < 500, $"{method} {path} answered {(int)answer.StatusCode}");
        seen.Add(($"{method} {path}", $"{(int)answer.StatusCode} {answer.Headers} {answer.Content.Headers} {await answer.Content.ReadAsStringAsync()}"));
    }

    private static async Task<string> RowsAsync(RepairsSystem system, string sql) => await system.ScalarAsync<string>(sql) ?? "";

    private static async Task<IReadOnlyList<string>> ListAsync(RepairsSystem system, string sql) =>
        (await system.ScalarAsync<string>($"select string_agg(x::text, ',') from ({sql}) as q(x)") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"CANARY[A-Za-z0-9_.]*", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Found();

    [GeneratedRegex("@page \"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Route();

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
