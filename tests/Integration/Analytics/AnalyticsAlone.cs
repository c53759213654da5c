using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Repairs.Analytics;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Host;
using Repairs.Platform;
using Repairs.Platform.Events;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>Analytics' own parts over a real database where no Host runs Analytics: a test decides what happens, and when.</summary>
public sealed class AnalyticsAlone : IAsyncLifetime
{
    private NpgsqlDataSource _source = null!;
    private HomeHash _homes = null!;

    public RepairsSystem System { get; private set; } = null!;

    internal Database<AnalyticsService> Db { get; private set; } = null!;

    internal Intake Intake { get; private set; } = null!;

    internal static DateTimeOffset Now { get; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public async Task InitializeAsync()
    {
        System = await RepairsSystem.StartAsync(new SystemOptions { Services = ["Needs"] });
        var settings = new PlatformSettings
        {
            Database = System.Setting("Repairs__Database"),
            LinkKey = System.Setting("Repairs__LinkKey"),
            DatabasePasswords = { ["Analytics"] = System.Setting("Repairs__DatabasePasswords__Analytics") },
        };
        var service = Commands.Installed.OfType<AnalyticsService>().Single();
        _source = Database.SourceFor(settings, service, null);
        _homes = new HomeHash(settings);
        Db = new Database<AnalyticsService>(service, _source, new UnitOfWorkParts(Commands.Catalogue(Commands.Installed), new RelaySignals(), new HttpContextAccessor()));
        Intake = new Intake(Db);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>Takes lines in, as a request does. They wait to be counted.</summary>
    internal async Task<IntakeAnswer> StoreAsync(string landlord, IEnumerable<string> lines, DateTimeOffset? now = null)
    {
        var sender = new Sender(landlord, now ?? Now, _homes);
        return (await Intake.TakeAsync(Read(lines, sender).ToAsyncEnumerable(), () => null, landlord, sender.Now, default)).Answer;
    }

    /// <summary>Takes lines in within a transaction that is left open.</summary>
    internal async Task<UnitOfWork> StoreOpenAsync(string landlord, IEnumerable<string> lines)
    {
        var unit = await Db.BeginAsync(default);
        try
        {
            var rows = Read(lines, new Sender(landlord, Now, _homes)).Select(l => l.Row!).ToList();
            await Intake.StoreAsync(unit, await CollectEventsSql.NumberAsync(unit.Connection, default), rows, landlord, Now, default);
            return unit;
        }
        catch
        {
            await unit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts whatever is marked, until nothing is.</summary>
    internal async Task CountAsync(string landlord, params string[] sources)
    {
        foreach (var source in sources)
        {
            while (await CountOnceAsync(landlord, source) > 0)
            {
            }
        }
    }

    internal async Task<int> CountOnceAsync(string landlord, string source)
    {
        await using var unit = await Db.BeginAsync(default);
        var done = await CountOpenAsync(unit, landlord, source);
        await unit.CommitAsync(default);
        return done;
    }

    internal static async Task<int> CountOpenAsync(UnitOfWork unit, string landlord, string source)
    {
        var feed = new Feed { Landlord = landlord, Source = source };
        await CountFactsSql.ClaimAsync(unit, feed, default);
        return await CountFacts.CountAsync(unit, feed, default);
    }

    /// <summary>Rows as text, one a line, in an order of their own.</summary>
    internal async Task<string> RowsAsync(string sql)
    {
        await using var connection = await Db.OpenAsync(default);
        return string.Join('\n', await connection.QueryAsync<string>($"select t::text from ({sql}) t order by 1"));
    }

    internal Task<string> BucketsAsync(string landlord) => RowsAsync($"select source, day, patch, trade, counter, n from bucket where landlord = '{landlord}'");

    internal Task<string> VisitsAsync(string landlord) =>
        RowsAsync($"select source, visit_id, day, due_day, patch, trade, outcome, standing, evidence, disputed, repair from visit where landlord = '{landlord}'");

    internal Task<string> EventsAsync(string landlord) =>
        RowsAsync($"select source, event_id, type, subject, alias, occurred_at, day, patch, trade, code, standing, evidence, state from event where landlord = '{landlord}'");

    /// <summary>The kept counts are what the events say: nothing only here, nothing only there.</summary>
    internal async Task AssertTrueAsync(string landlord, string source)
    {
        await using var connection = await Db.OpenAsync(default);
        var counted = string.Join('\n', (await Recount.AsKnownAsync(connection, new Feed { Landlord = landlord, Source = source }, DateTimeOffset.MaxValue, default))
            .Select(b => $"{b.Day:yyyy-MM-dd}|{b.Patch}|{b.Trade}|{b.Counter}|{b.N}").Order(StringComparer.Ordinal));
        var kept = string.Join('\n', (await connection.QueryAsync<string>(
            "select concat_ws('|', day, patch, trade, counter, n) from bucket where landlord = @landlord and source = @source", new { landlord, source })).Order(StringComparer.Ordinal));
        Assert.Equal(counted, kept);
    }

    private static IEnumerable<ReadLine> Read(IEnumerable<string> lines, Sender sender) => lines.Select((text, i) => CollectEvents.ReadJson(text, i + 1, sender));
}
