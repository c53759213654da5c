using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Repairs.Platform;

/// <summary>
/// Creates the database, and for each service its role, its schema and its tables: numbered SQL files embedded in the service, forward only, each in
/// a transaction, one migrator at a time. Run again it finds nothing to do.
/// </summary>
public static class Migrator
{
    private const string Lock = "select pg_advisory_lock(7726001)";

    /// <param name="say">Told one line for each file applied.</param>
    /// <exception cref="SettingsException">A setting is missing, or a file changed after it was applied.</exception>
    public static async Task RunAsync(PlatformSettings settings, IReadOnlyList<IService> services, Action<string> say, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(settings.DatabaseAdmin))
            throw new SettingsException(["Repairs:DatabaseAdmin is missing: migrating needs a role that may create databases, roles and schemas"]);

        // Roles belong to the whole server and an advisory lock to one database: the gate is held where every migrator of the server meets.
        var maintenance = new NpgsqlConnectionStringBuilder(settings.DatabaseAdmin) { Database = "postgres", Pooling = false };
        await using var gate = new NpgsqlConnection(maintenance.ConnectionString);
        await gate.OpenAsync(ct);
        await ExecuteAsync(gate, Lock, ct);
        await CreateDatabaseAsync(gate, new NpgsqlConnectionStringBuilder(settings.DatabaseAdmin).Database ?? "repairs", ct);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.DatabaseAdmin) { Pooling = false });
        await using var connection = await source.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, "create extension if not exists btree_gist", ct);
        await ExecuteAsync(connection, "revoke create on schema public from public", ct);
        await ExecuteAsync(connection, $"revoke all on database {Quote(connection.Database)} from public", ct);
        foreach (var service in services)
            await MigrateAsync(connection, settings, service, say, ct);
    }

    private static async Task CreateDatabaseAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(ct) is null)
            await ExecuteAsync(connection, $"create database {Quote(name)}", ct);
    }

    private static async Task MigrateAsync(NpgsqlConnection connection, PlatformSettings settings, IService service, Action<string> say, CancellationToken ct)
    {
        var schema = service.Name.ToLowerInvariant();
        var role = Database.RoleOf(service);
        if (!settings.DatabasePasswords.TryGetValue(service.Name, out var password))
            throw new SettingsException([$"Repairs:DatabasePasswords:{service.Name} is missing: the role {role} needs a password"]);

        await ExecuteAsync(connection, $"""
            do $$ begin
              create role {role} login;
            exception when duplicate_object or unique_violation then null;
            end $$
            """, ct);
        await SetPasswordAsync(connection, role, password, ct);
        await ExecuteAsync(connection, $"""
            create schema if not exists {schema};
            grant connect on database {Quote(connection.Database)} to {role};
            grant usage on schema {schema} to {role};
            alter default privileges in schema {schema} grant select, insert, update, delete on tables to {role};
            alter default privileges in schema {schema} grant usage, select on sequences to {role};
            alter default privileges in schema {schema} grant execute on functions to {role};
            create table if not exists {schema}.migration (
              name text primary key,
              hash text not null,
              applied_at timestamptz not null default clock_timestamp());
            """, ct);

        foreach (var (name, sql) in Files(typeof(Migrator).Assembly, ".Data.Migrations.").Concat(Files(service.GetType().Assembly, ".Migrations.")))
        {
            if (await ApplyAsync(connection, schema, name, sql, ct))
                say($"{service.Name}: {name}");
        }
    }

    private static async Task<bool> ApplyAsync(NpgsqlConnection connection, string schema, string name, string sql, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n"))));
        await using var find = new NpgsqlCommand($"select hash from {schema}.migration where name = $1", connection) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(ct) is string applied)
        {
            return applied == hash ? false
                : throw new SettingsException([$"The migration {name} of {schema} changed after it was applied: put it back and add a new file instead"]);
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, $"set local search_path = {schema}, public", ct);
        await ExecuteAsync(connection, sql, ct);
        await using var record = new NpgsqlCommand($"insert into {schema}.migration (name, hash) values ($1, $2)", connection, transaction)
        {
            Parameters = { new() { Value = name }, new() { Value = hash } },
        };
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>How many files of a service are not applied yet; for readiness. Needs no more than the service's own role.</summary>
    internal static async Task<int> PendingAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select count(*) from migration", connection);
        var applied = Convert.ToInt32(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
        var known = Files(typeof(Migrator).Assembly, ".Data.Migrations.").Count() + Files(database.Service.GetType().Assembly, ".Migrations.").Count();
        return Math.Max(0, known - applied);
    }

    internal static IEnumerable<(string Name, string Sql)> Files(Assembly assembly, string folder)
    {
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.Contains(folder, StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[(resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..], reader.ReadToEnd());
        }
    }

    private static async Task SetPasswordAsync(NpgsqlConnection connection, string role, string password, CancellationToken ct)
    {
        await using var format = new NpgsqlCommand("select format('alter role %I password %L', $1, $2)", connection)
        {
            Parameters = { new() { Value = role }, new() { Value = password } },
        };
        await ExecuteAsync(connection, (string)(await format.ExecuteScalarAsync(ct))!, ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
