using System.Data;
using System.Diagnostics.CodeAnalysis;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Repairs.Platform.Events;

namespace Repairs.Platform;

/// <summary>A service's own database: its role, its schema, nothing else.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing; it lives as long as the process.")]
public class Database(IService service, NpgsqlDataSource source, UnitOfWorkParts parts)
{
    private const int Connections = 24;
    private const int KeptForReading = 8;

    // Writers wait for each other's locks with a connection in their hands. They queue here, in front of the pool, for as long as a burst may take (a setting); those who
    // only read, and what writers wait for themselves, always find a connection.
    private readonly SemaphoreSlim _writers = new(Connections - KeptForReading);

    static Database() => Configure();

    /// <summary>The service this database belongs to.</summary>
    public IService Service => service;

    /// <summary>The schema's name, which is also the queue's.</summary>
    public string Schema => service.Name.ToLowerInvariant();

    /// <summary>The pooled source of connections.</summary>
    public NpgsqlDataSource Source => source;

    /// <summary>A connection for reading. Dispose it soon.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => await source.OpenConnectionAsync(ct);

    /// <summary>A transaction for writing, with the outbox in it. Nothing stands until it commits.</summary>
    /// <remarks>Where the caller has sent this very request before, an exception carries the earlier answer to the platform, which sends it again.</remarks>
    public async Task<UnitOfWork> BeginAsync(CancellationToken ct)
    {
        if (!await _writers.WaitAsync(parts.WriterPatience, ct))
            throw new TimeoutException($"{Schema} had no turn to write for anyone new in {parts.WriterPatience.TotalSeconds:0} s");
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(ct);
            var unit = new UnitOfWork(this, connection, await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct), parts);
            await unit.ClaimRequestAsync(ct);
            return unit;
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            _writers.Release();
            throw;
        }
    }

    /// <summary>A unit of work has ended: the next may begin.</summary>
    internal void Ended() => _writers.Release();

    /// <summary>Teaches Dapper our ways: underscores match, instants are UTC <see cref="DateTimeOffset"/>s, dates and times are themselves.</summary>
    public static void Configure()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DateHandler());
        SqlMapper.AddTypeHandler(new TimeHandler());
    }

    /// <summary>Connections of a service's own role, for a verb of its command line; what runs in the Host has its <see cref="Database{TService}"/>.</summary>
    public static NpgsqlDataSource SourceFor(PlatformSettings settings, IService service, ILoggerFactory? logs)
    {
        if (!settings.DatabasePasswords.TryGetValue(service.Name, out var password) || string.IsNullOrEmpty(password))
            throw new SettingsException([$"Repairs:DatabasePasswords:{service.Name} is missing: {service.Name} signs in to PostgreSQL with its own role"]);

        var schema = service.Name.ToLowerInvariant();
        var given = new NpgsqlConnectionStringBuilder(settings.Database);
        var text = new NpgsqlConnectionStringBuilder(settings.Database)
        {
            Username = RoleOf(service),
            Password = password,
            SearchPath = schema,
            ApplicationName = $"repairs {schema}",
            MaxPoolSize = Connections,
            Timeout = 5,
            CommandTimeout = 30,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 3,
            IncludeErrorDetail = false,

            // Our long statements are long because they are many clauses, not many rows: compiling one takes seconds, and it runs for a fraction of that.
            Options = string.IsNullOrEmpty(given.Options) ? "-c jit=off" : $"{given.Options} -c jit=off",

            // Nobody leaves anything in a session (the relay, who locks one, unlocks it), so nothing needs to be wiped before each use.
            NoResetOnClose = true,
        };
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
        if (logs is not null)
            builder.UseLoggerFactory(logs);
        return builder.Build();
    }

    internal static string RoleOf(IService service) => $"repairs_{service.Name.ToLowerInvariant()}";

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime d => new DateTimeOffset(DateTime.SpecifyKind(d, DateTimeKind.Utc)),
            DateTimeOffset o => o,
            _ => throw new DataException($"Cannot read {value.GetType().Name} as an instant"),
        };
    }

    private sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;

        public override DateOnly Parse(object value) => value is DateTime d ? DateOnly.FromDateTime(d) : (DateOnly)value;
    }

    private sealed class TimeHandler : SqlMapper.TypeHandler<TimeOnly>
    {
        public override void SetValue(IDbDataParameter parameter, TimeOnly value) => parameter.Value = value;

        public override TimeOnly Parse(object value) => value is TimeSpan t ? TimeOnly.FromTimeSpan(t) : (TimeOnly)value;
    }
}

/// <summary>The database of one service, for injection into its parts.</summary>
public sealed class Database<TService>(TService service, NpgsqlDataSource source, UnitOfWorkParts parts) : Database(service, source, parts)
    where TService : class, IService;
