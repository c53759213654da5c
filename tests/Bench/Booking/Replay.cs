using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>
/// The floor under a write (a booking, an outcome report): pgbench running the very statements the application sent, with the same values, on a copy of the same
/// database, prepared as the driver prepares them and in as many round trips. The statements are taken from PostgreSQL's own log of a run of writes one after the other.
/// </summary>
internal static partial class Replay
{
    /// <summary>A statement as the log has it: text with $1, $2 …, and the values as literals.</summary>
    internal sealed record Sent(int Pid, string Sql, IReadOnlyList<string> Values);

    /// <summary>What is replayed.</summary>
    /// <param name="Service">Whose role, schema and assembly.</param>
    /// <param name="Writes">Stands in the statement that makes a transaction one of these.</param>
    /// <param name="Counted">The table that gains one row for each.</param>
    /// <param name="Reads">The classes whose statements belong to the write although they run before its transaction.</param>
    /// <param name="ClientOf">Those of one number stay with one client, in their order.</param>
    internal sealed record Subject(string Service, Assembly Assembly, string Writes, string Counted, IReadOnlyList<string> Reads, Func<IReadOnlyList<Sent>, int, int> ClientOf)
    {
        /// <summary>Bookings of one date stay in order, so that versions agree. Outside their transaction they read the link, the diaries, the settings.</summary>
        public static Subject Bookings { get; } = new("Booking", typeof(Repairs.Booking.BookingService).Assembly, "into appointment", "appointment", ["RepairSql", "DiariesSql", "LandlordSettingSql"], (booking, _) => DateOf(booking));

        /// <summary>Outcome reports: each of another visit.</summary>
        public static Subject Reports { get; } = new("Visits", typeof(Repairs.Visits.VisitsService).Assembly, "into report", "report", [], (_, number) => number);

        public string Role => "repairs_" + Schema;

        public string Schema => Service.ToLowerInvariant();
    }

    public sealed record Floor(double PerSecond, int Booked, int Wanted, int RoundTrips, int Statements, string Script)
    {
        /// <summary>Milliseconds of processor time PostgreSQL took for each booking.</summary>
        public double Processor { get; init; }
    }

    /// <summary>Makes every new connection of the role say what it does.</summary>
    public static Task ListenAsync(RepairsSystem system, Subject subject, bool on) => system.ExecuteAsync(string.Join(";\n", ((string[])["log_statement = 'all'", "log_parameter_max_length = -1", "log_error_verbosity = 'default'"])
        .Select(s => $"do $$ begin execute format('alter role {subject.Role} in database %I {(on ? $"set {s.Replace("'", "''", StringComparison.Ordinal)}" : $"reset {s.Split(' ')[0]}")}', current_database()); end $$")));

    public static string LogFile => Path.Combine(Repository.Root, ".servers", "logs", "postgres.log");

    /// <summary>A copy of the system's database under another name. Nobody may be connected.</summary>
    public static async Task<string> CopyAsync(RepairsSystem system)
    {
        var text = new NpgsqlConnectionStringBuilder(system.Setting("Repairs__DatabaseAdmin"));
        var copy = text.Database + "_replay";
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(text.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in (string[])[$"drop database if exists {copy} with (force)", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{text.Database}'", $"create database {copy} template {text.Database}", "checkpoint"])
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }

        return copy;
    }

    /// <summary>Another copy of a copy.</summary>
    public static async Task<string> AgainAsync(RepairsSystem system, string template, int run)
    {
        var copy = string.Create(CultureInfo.InvariantCulture, $"{template}{run}");
        NpgsqlConnection.ClearAllPools();
        await system.ExecuteAsync($"create database {copy} template {template}");
        await system.ExecuteAsync("checkpoint");
        return copy;
    }

    public static async Task DropAsync(RepairsSystem system, string copy)
    {
        NpgsqlConnection.ClearAllPools();
        await system.ExecuteAsync($"drop database if exists {copy} with (force)");
    }

    /// <summary>Replays the writes in the log from <paramref name="from"/> on.</summary>
    public static async Task<Floor> RunAsync(RepairsSystem system, Subject subject, string copy, long from, int clients)
    {
        List<IReadOnlyList<Sent>> bookings = [.. WritesIn(Read(from), subject)];
        if (subject == Subject.Bookings)
            bookings = WithoutNewNeighbours(bookings, await NewestPlaceAsync(system, copy));
        if (bookings.Count == 0)
            throw new InvalidOperationException($"The log shows no write of {subject.Service}: was its role told to log, and has it new connections?");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sent in bookings.SelectMany(b => b).Where(s => s.Values.Count > 0))
            names.TryAdd(sent.Sql, string.Create(CultureInfo.InvariantCulture, $"s{names.Count + 1}"));
        var followed = FollowedInOneTrip(subject);
        var admin = new NpgsqlConnectionStringBuilder(system.Setting("Repairs__DatabaseAdmin")) { Database = copy };
        var prepares = await PreparesAsync(admin.ConnectionString, subject, names, bookings);

        var folder = Directory.CreateTempSubdirectory("replay").FullName;
        var trips = 0;
        var scripts = Enumerable.Range(0, clients).Select(_ => new StringBuilder(prepares)).ToList();
        foreach (var (number, booking) in bookings.Index())
        {
            var script = scripts[subject.ClientOf(booking, number) % clients];
            for (var i = 0; i < booking.Count; i++)
            {
                var last = i == booking.Count - 1 || !(followed(booking[i].Sql, booking[i + 1].Sql));
                script.Append(booking[i].Values.Count == 0 ? booking[i].Sql : $"execute {names[booking[i].Sql]}({string.Join(", ", ValuesNow(booking[i]))})").Append(last ? ";\n" : "\\;\n");
                trips += last ? 1 : 0;
            }
        }

        var files = scripts.Select((s, i) =>
        {
            var file = Path.Combine(folder, $"client{i}.sql");
            File.WriteAllText(file, s.ToString());
            return file;
        }).ToList();
        await using var connection = new NpgsqlConnection(admin.ConnectionString);
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand($"select count(*) from {subject.Schema}.{subject.Counted}", connection);
        var before = (long)(await count.ExecuteScalarAsync())!;
        // What starting pgbench and preparing takes is not what bookings take.
        var empty = Path.Combine(folder, "prepare.sql");
        await File.WriteAllTextAsync(empty, prepares);
        var idle = Processor.Of(system);
        var start0 = await PgbenchAsync(system, subject, admin, copy, [.. files.Select(_ => empty)]);
        var started = Processor.Of(system);
        var seconds = await PgbenchAsync(system, subject, admin, copy, files) - start0;
        var took = (Processor.Of(system) - started).Database - (started - idle).Database;
        var booked = (int)((long)(await count.ExecuteScalarAsync())! - before);
        return new Floor(bookings.Count / seconds, booked, bookings.Count, trips / bookings.Count, bookings[0].Count, files[0]) { Processor = took / bookings.Count };
    }

    private static async Task<double> PgbenchAsync(RepairsSystem system, Subject subject, NpgsqlConnectionStringBuilder server, string database, IReadOnlyList<string> files)
    {
        var processes = new List<(Process Process, Task<string> Output, Task<string> Errors)>();
        var began = Stopwatch.GetTimestamp();
        foreach (var file in files)
        {
            var start = new ProcessStartInfo("pgbench", ["-n", "-M", "simple", "-c", "1", "-t", "1", "-h", server.Host!, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", subject.Role, "-f", file, database]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            start.Environment["PGPASSWORD"] = system.Setting($"Repairs__DatabasePasswords__{subject.Service}");
            start.Environment["PGOPTIONS"] = $"-c search_path={subject.Schema}";
            var process = Process.Start(start)!;
            processes.Add((process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        }

        foreach (var (process, _, errors) in processes)
        {
            await process.WaitForExitAsync();
            if (process.ExitCode != 0 || (await errors).Contains("aborted", StringComparison.Ordinal))
                throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {await errors}");
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        processes.ForEach(p => p.Process.Dispose());
        return seconds;
    }

    /// <summary>What changed since a moment is asked from this moment, as the application does, not from that of the capture.</summary>
    private static IEnumerable<string> ValuesNow(Sent sent)
    {
        var since = Since().Match(sent.Sql) is { Success: true } match ? int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) - 1 : -1;
        return sent.Values.Select((v, i) => i == since ? "pg_snapshot_xmin(pg_current_snapshot())::text" : v);
    }

    /// <summary>
    /// A booking that moves a place made during the capture names it by a number it will not have in the replay, where eight book at once: it and what came
    /// after it on that date are left out.
    /// </summary>
    private static List<IReadOnlyList<Sent>> WithoutNewNeighbours(List<IReadOnlyList<Sent>> bookings, long newest)
    {
        var spoiled = new HashSet<int>();
        return
        [
            .. bookings.Where(b =>
            {
                if (b.SelectMany(s => s.Values).Any(v => v.StartsWith("'{", StringComparison.Ordinal) && v[2..^2].Split(',').Any(n => long.TryParse(n, CultureInfo.InvariantCulture, out var id) && id > newest)))
                    spoiled.Add(DateOf(b));
                return !spoiled.Contains(DateOf(b));
            }),
        ];
    }

    private static async Task<long> NewestPlaceAsync(RepairsSystem system, string copy)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(system.Setting("Repairs__DatabaseAdmin")) { Database = copy }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select max(place_id) from booking.place", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The first date a booking writes: what keeps it in order with the others of its day.</summary>
    private static int DateOf(IReadOnlyList<Sent> booking) =>
        booking.Where(s => s.Sql.Contains("into appointment", StringComparison.Ordinal)).SelectMany(s => s.Values)
            .Select(v => DateOnly.TryParseExact(v.Trim('\''), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d) ? d.DayNumber : -1).First(n => n >= 0);

    /// <summary>Whole transactions that write, each with what was read before it outside of any transaction since the last one.</summary>
    internal static IEnumerable<IReadOnlyList<Sent>> WritesIn(IEnumerable<Sent> log, Subject subject)
    {
        var ours = DomainStatements(subject);
        var open = new Dictionary<int, List<Sent>>();
        var reads = new List<Sent>();
        foreach (var sent in log)
        {
            if (sent.Sql.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase))
                open[sent.Pid] = [sent];
            else if (open.TryGetValue(sent.Pid, out var transaction))
            {
                transaction.Add(sent);
                if (!sent.Sql.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase) && !(sent.Sql.StartsWith("ROLLBACK", StringComparison.OrdinalIgnoreCase) && !sent.Sql.Contains("savepoint", StringComparison.OrdinalIgnoreCase)))
                    continue;
                open.Remove(sent.Pid);
                if (!transaction.Exists(s => s.Sql.Contains(subject.Writes, StringComparison.Ordinal)))
                    continue;
                yield return [.. reads, .. transaction];
                reads.Clear();
            }
            else if (ours.Contains(Plain(sent.Sql)))
            {
                reads.Add(sent);
            }
        }
    }

    private static IEnumerable<Sent> Read(long from)
    {
        using var file = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = from;
        using var reader = new StreamReader(file);
        return Parse(reader.ReadToEnd());
    }

    internal static IReadOnlyList<Sent> Parse(string log)
    {
        var found = new List<Sent>();
        foreach (Match entry in Entry().Matches(log))
        {
            var pid = int.Parse(entry.Groups["pid"].Value, CultureInfo.InvariantCulture);
            var text = entry.Groups["text"].Value.Replace("\n\t", "\n", StringComparison.Ordinal).TrimEnd();
            if (entry.Groups["level"].Value == "LOG" && Statement().Match(text) is { Success: true } statement)
                found.Add(new Sent(pid, statement.Groups["sql"].Value.Trim().TrimEnd(';'), []));
            else if (entry.Groups["level"].Value == "DETAIL" && text.StartsWith("parameters: ", StringComparison.OrdinalIgnoreCase) && found.FindLastIndex(s => s.Pid == pid) is >= 0 and var last)
                found[last] = found[last] with { Values = ValuesOf(text["parameters: ".Length..]) };
        }

        return found;
    }

    /// <summary>"$1 = 'it''s', $2 = NULL" → literals.</summary>
    internal static List<string> ValuesOf(string text) => [.. Value().Matches(text).Select(m => m.Groups["value"].Value)];

    /// <summary>
    /// Statements of Booking's and the platform's own that a semicolon follows where they are written go in one round trip with the next one; so do
    /// the events and the kept answer, which the platform sends as one batch, and BEGIN with whatever comes first.
    /// </summary>
    private static Func<string, string, bool> FollowedInOneTrip(Subject subject)
    {
        var followed = Constants(subject).SelectMany(c => c.Split(';')[..^1]).Select(Plain).Where(s => s.Length > 0).ToHashSet(StringComparer.Ordinal);
        return (sql, next) => sql.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase)
            || (sql.StartsWith("insert into event_log", StringComparison.Ordinal) && (next.StartsWith("insert into event_log", StringComparison.Ordinal) || next.StartsWith("update idempotency_key", StringComparison.Ordinal)))
            || followed.Contains(Plain(sql));
    }

    /// <summary>What the write reads outside its transaction. What other services ask because of it is not the write's.</summary>
    private static HashSet<string> DomainStatements(Subject subject) => subject.Reads.Count == 0 ? [] : Constants(subject, subject.Reads).SelectMany(c => c.Split(';')).Select(Plain).Where(s => s.Length > 0).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Constants(Subject subject, params IReadOnlyList<string> only) => ((Assembly[])[subject.Assembly, typeof(Json).Assembly])
        .SelectMany(a => a.GetTypes())
        .Where(t => only.Count == 0 || only.Contains(t.Name, StringComparer.Ordinal))
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        .Where(f => f is { IsLiteral: true } && f.FieldType == typeof(string))
        .Select(f => (string)f.GetRawConstantValue()!);

    private static string Plain(string sql) => Spaces().Replace(Names().Replace(sql, "?"), " ").Trim();

    /// <summary>Prepares every statement, with types only where PostgreSQL cannot tell them itself.</summary>
    private static async Task<string> PreparesAsync(string connectionString, Subject subject, Dictionary<string, string> names, List<IReadOnlyList<Sent>> bookings)
    {
        var samples = bookings.SelectMany(b => b).Where(s => s.Values.Count > 0).ToLookup(s => s.Sql, StringComparer.Ordinal);
        var text = new StringBuilder();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = subject.Schema }.ConnectionString);
        await connection.OpenAsync();
        foreach (var (sql, name) in names)
        {
            string? prepare = null;
            Exception? why = null;
            foreach (var types in TypesOf(samples[sql]))
            {
                prepare = $"prepare {name} ({string.Join(", ", types)}) as {sql}";
                try
                {
                    await using var command = new NpgsqlCommand(prepare, connection);
                    await command.ExecuteNonQueryAsync();
                    why = null;
                    break;
                }
                catch (PostgresException e)
                {
                    why = e;
                }
            }

            if (why is not null)
                throw new InvalidOperationException($"Cannot prepare: {prepare}", why);
            text.Append(prepare).Append(";\n");
        }

        return text.ToString();
    }

    /// <summary>Types to try, one list after the other: arrays by what is in them, those that are always empty by trying, all else as PostgreSQL finds them; last, everything by its look.</summary>
    private static IEnumerable<IEnumerable<string>> TypesOf(IEnumerable<Sent> samples)
    {
        var all = samples.ToList();
        var values = Enumerable.Range(0, all.Max(s => s.Values.Count))
            .Select(i => all.Where(s => i < s.Values.Count).Select(s => s.Values[i]).OrderBy(v => v == "NULL" ? 2 : v is "'{}'" or "'{NULL}'" ? 1 : 0).First()).ToList();
        foreach (var scalars in (bool[])[false, true])
        {
            IEnumerable<IEnumerable<string>> lists = [[]];
            foreach (var value in values)
            {
                var types = TypesOf(value, scalars);
                lists = lists.SelectMany(_ => types, (list, type) => list.Append(type));
            }

            foreach (var list in lists.Take(5000))
                yield return list;
        }
    }

    private static string[] TypesOf(string literal, bool scalars)
    {
        var value = literal.Trim('\'');
        return literal switch
        {
            "'{}'" or "'{NULL}'" => ["bigint[]", "timestamptz[]", "uuid[]", "date[]", "int[]", "text[]"],
            _ when value.StartsWith('{') && !JsonObject().IsMatch(value) => [ElementOf(value[1..^1].Split(',')[0].Trim('"')) + "[]"],
            _ => [scalars && literal != "NULL" ? ElementOf(value) : "unknown"],
        };
    }

    private static string ElementOf(string value) => value switch
    {
        _ when Guid.TryParse(value, out _) => "uuid",
        _ when long.TryParse(value, CultureInfo.InvariantCulture, out _) => "bigint",
        _ when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => "date",
        _ when Interval().IsMatch(value) => "interval",
        _ when value.Length > 18 && DateTimeOffset.TryParse(value.Trim('"'), CultureInfo.InvariantCulture, out _) => "timestamptz",
        _ when double.TryParse(value, CultureInfo.InvariantCulture, out _) => "double precision",
        "t" or "f" => "boolean",
        _ => "text",
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \w+ \[(?<pid>\d+)\] (?<level>LOG|DETAIL):  (?<text>[^\n]*(?:\n\t[^\n]*)*)", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\A(?:execute [^:]+|statement): (?<sql>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\$\d+ = (?<value>NULL|'(?:[^']|'')*')", RegexOptions.Singleline)]
    private static partial Regex Value();

    [GeneratedRegex(@"@\w+|\$\d+")]
    private static partial Regex Names();

    [GeneratedRegex("""^\{\s*"[^"]*"\s*:""")]
    private static partial Regex JsonObject();

    [GeneratedRegex(@"\$(?<n>\d+)::text::xid8")]
    private static partial Regex Since();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^-?(\d+ days? )?-?\d\d:\d\d:\d\d(\.\d+)?$")]
    private static partial Regex Interval();
}
