using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Repairs.Host;
using Repairs.Platform;

namespace Repairs.Tests.Support;

/// <summary>How a system for tests is shaped.</summary>
public sealed record SystemOptions
{
    /// <summary>One process for each role behind nginx, instead of one process for all.</summary>
    public bool Apart { get; init; }

    /// <summary>The roles that run, in one process; all where none is named.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>More environment for every process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Put in place of PostgreSQL's address (a fault proxy), as <c>host:port</c>.</summary>
    public string? DatabaseAddress { get; init; }

    /// <summary>Neither migrates nor waits until the system is ready: the processes meet a server without a database and a broker without queues.</summary>
    public bool Bare { get; init; }

    /// <summary>Words before <c>dotnet Repairs.Host.dll serve</c>, for example a tracer.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];
}

/// <summary>
/// The real system: real processes, its own database and its own broker vhost on this checkout's private servers. Tests make their own households and
/// clean nothing up; the database goes when the system is disposed.
/// </summary>
public sealed class RepairsSystem : IAsyncDisposable
{
    private static int _count;
    private static int _ports = Environment.ProcessId * 997;

    private readonly SystemOptions _options;
    private readonly Dictionary<string, string> _environment;
    private readonly List<(Process Process, string[] Arguments, Dictionary<string, string> Environment)> _processes = [];
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false };
    private readonly string _database;
    private readonly string _vhost;
    private Process? _nginx;

    private RepairsSystem(SystemOptions options, Dictionary<string, string> environment, string database, string vhost, Uri url, string folder)
    {
        _options = options;
        _environment = environment;
        _database = database;
        _vhost = vhost;
        Url = url;
        Folder = folder;
        Anyone = Client();
    }

    /// <summary>Where the system answers.</summary>
    public Uri Url { get; }

    /// <summary>The system's own files: outbox, photos, logs.</summary>
    public string Folder { get; }

    /// <summary>Messages written by the outbox provider.</summary>
    public string Outbox => Path.Combine(Folder, "outbox");

    /// <summary>Everything the processes printed.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>A caller without identity.</summary>
    public HttpClient Anyone { get; }

    /// <summary>Process ids of the running Host processes.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _processes.Where(p => !p.Process.HasExited).Select(p => p.Process.Id)];

    public static async Task<RepairsSystem> StartAsync(SystemOptions? options = null)
    {
        options ??= new SystemOptions();
        var servers = await Servers.EnvironmentAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Environment.ProcessId}x{Interlocked.Increment(ref _count)}");
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, ".servers", "tests", name)).FullName;
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var database = "repairs_" + name;
        var environment = new Dictionary<string, string>(servers, StringComparer.Ordinal)
        {
            ["Repairs__Database"] = WithDatabase(servers["Repairs__Database"], database, options.DatabaseAddress),
            ["Repairs__DatabaseAdmin"] = WithDatabase(servers["Repairs__DatabaseAdmin"], database, null),
            ["Repairs__Broker"] = servers["Repairs__Broker"].TrimEnd('/') + "/" + name,
            ["Repairs__PublicUrl"] = url.ToString().TrimEnd('/'),
            ["REPAIRS_URL"] = url.ToString().TrimEnd('/'),
            ["Repairs__Demo"] = "true",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Repairs__OutboxFolder"] = Path.Combine(folder, "outbox"),
            ["Repairs__PhotoFolder"] = Path.Combine(folder, "photos"),
            ["Repairs__DataProtectionKeys"] = Path.Combine(folder, "keys"),
            ["MASSTRANSIT_USAGE_TELEMETRY"] = "false",

            // A slow machine is no neighbour who is away.
            ["Repairs__NeighbourPatienceSeconds"] = "10",
        };
        foreach (var (key, value) in options.Environment)
            environment[key] = value;

        await VhostAsync(name, servers["Repairs__Broker"]);
        var system = new RepairsSystem(options, environment, database, name, url, folder);
        try
        {
            if (!options.Bare)
                await system.VerbAsync("migrate");
            await system.StartProcessesAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that acts in a role of the demonstration.</summary>
    public HttpClient As(string role, string? operativeRef = null)
    {
        var client = Client();
        client.DefaultRequestHeaders.Add("X-Demo-Role", role);
        if (operativeRef is not null)
            client.DefaultRequestHeaders.Add("X-Demo-Operative", operativeRef);
        return client;
    }

    /// <summary>A client without identity that does not follow redirects.</summary>
    public HttpClient Client() => new(_handler, disposeHandler: false) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(120) };

    /// <summary>A superuser's connection to the system's database.</summary>
    public async Task<NpgsqlConnection> AdminAsync()
    {
        Database.Configure();
        var connection = new NpgsqlConnection(_environment["Repairs__DatabaseAdmin"]);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A connection with a service's own role, as the service itself has.</summary>
    public async Task<NpgsqlConnection> RoleAsync(string service)
    {
        var text = new NpgsqlConnectionStringBuilder(_environment["Repairs__Database"])
        {
            Username = $"repairs_{service.ToLowerInvariant()}",
            Password = _environment[$"Repairs__DatabasePasswords__{service}"],
            Pooling = false,
        };
        var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A setting as the processes have it.</summary>
    public string Setting(string name) => _environment[name];

    /// <summary>Publishes an event the way a service does: through its event log, relay and broker.</summary>
    /// <param name="service">The publishing service, for example <c>Visits</c>.</param>
    public async Task<Guid> PublishAsync(string service, object e, Guid? eventId = null)
    {
        var id = eventId ?? Guid.CreateVersion7();
        var about = Commands.Catalogue(Commands.Installed).Describe(e);
        await using var connection = await AdminAsync();
        await using var command = new NpgsqlCommand(
            $"""
            insert into {service.ToLowerInvariant()}.event_log (landlord, event_id, type, body, occurred_at)
            values ($1, $2, $3, $4::jsonb, $5)
            on conflict (event_id) do update set published_at = null
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = about.Landlord }, new() { Value = id }, new() { Value = about.Type },
                new() { Value = JsonSerializer.Serialize(e, e.GetType(), Json.Options) }, new() { Value = about.OccurredAt.ToUniversalTime() },
            },
        };
        await command.ExecuteNonQueryAsync();
        return id;
    }

    /// <summary>Publishes everything in a service's event log once more.</summary>
    public Task RepublishAsync(string service) => ExecuteAsync($"update {service.ToLowerInvariant()}.event_log set published_at = null");

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await AdminAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>One value by SQL as the superuser.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await AdminAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until every event log is published and every queue has handled what it got.</summary>
    public async Task SettleAsync(double seconds = 60)
    {
        // In one look: what a handler told in its turn is written together with its inbox row, so nothing slips between two looks.
        var unpublished = string.Join(" + ", Schemas(Commands.Installed).Select(s => $"(select count(*) from {s}.event_log where published_at is null and dead_because is null)"));
        await Eventually.Async(
            () => ScalarAsync<long>($"select case when u.n > 0 then u.n else {Owed()} end from (select {unpublished} as n) u"), open => open == 0, seconds, "every event to be published and handled");
    }

    /// <summary>How many deliveries are still owed: published events times their handlers in the roles that run, less the inbox rows.</summary>
    public Task<long> UnhandledAsync() => ScalarAsync<long>($"select {Owed()}");

    /// <summary>Takes everything away from the system's part of the broker: exchanges, queues and what lay in them.</summary>
    public async Task EmptyBrokerAsync()
    {
        await Servers.RunAsync("rabbitmqctl", "delete_vhost", _vhost);
        await VhostAsync(_vhost, (await Servers.EnvironmentAsync())["Repairs__Broker"]);
    }

    /// <summary>How many messages lie in each queue of the system.</summary>
    public async Task<IReadOnlyDictionary<string, int>> QueuesAsync() =>
        (await Servers.RunAsync("rabbitmqctl", "-q", "--no-table-headers", "list_queues", "-p", _vhost, "name", "messages"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => int.Parse(cells[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Business time of the system.</summary>
    public async Task<DateTimeOffset> NowAsync() =>
        (await Anyone.GetFromJsonAsync<JsonElement>("/api/demo/clock")).GetProperty("now").GetDateTimeOffset();

    /// <summary>Moves business time forwards. Said again while a part of the system has no time to hear it: time only grows.</summary>
    public async Task MoveClockAsync(DateTimeOffset to)
    {
        var (status, said) = await Eventually.Async(PutAsync, answer => answer.Status != HttpStatusCode.ServiceUnavailable, 30, "every part of the system to hear of the time");
        if (status != HttpStatusCode.OK)
            throw new InvalidOperationException(said);

        async Task<(HttpStatusCode Status, string Said)> PutAsync()
        {
            using var answer = await Anyone.PutAsJsonAsync("/api/demo/clock", new { now = to });
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Moves business time forwards by a span.</summary>
    public async Task MoveClockAsync(TimeSpan by) => await MoveClockAsync(await NowAsync() + by);

    /// <summary>Runs a verb of the command line with the system's settings and answers what it printed.</summary>
    public async Task<string> VerbAsync(params string[] arguments)
    {
        var (code, text) = await TryVerbAsync(null, arguments);
        return code == 0 ? text : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {code}: {text}");
    }

    /// <summary>As <see cref="VerbAsync"/>, with other settings, and answering the exit code too.</summary>
    public async Task<(int Code, string Text)> TryVerbAsync(IReadOnlyDictionary<string, string?>? settings, params string[] arguments)
    {
        using var process = new Process { StartInfo = StartInfo([], arguments, _environment) };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            if (value is null)
                process.StartInfo.Environment.Remove(key);
            else
                process.StartInfo.Environment[key] = value;
        }

        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.HasExited ? process.ExitCode : -1, await output + await errors);
    }

    /// <summary>Ends the Host processes without warning (SIGKILL).</summary>
    public void Kill()
    {
        foreach (var (process, _, _) in _processes)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Starts the processes again after <see cref="Kill"/> or a failpoint.</summary>
    /// <param name="environment">Changes to the environment of this start only. With a failpoint in it the process may end before it says it is ready.</param>
    public async Task RestartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        Kill();
        foreach (var (_, arguments, own) in _processes.ToList())
        {
            var changed = new Dictionary<string, string>(own, StringComparer.Ordinal);
            foreach (var (key, value) in environment ?? new Dictionary<string, string>())
                changed[key] = value;
            var index = _processes.FindIndex(p => p.Arguments == arguments);
            _processes[index] = (Launch(arguments, changed), arguments, own);
        }

        await ReadyAsync(Url, mayEnd: environment?.ContainsKey("REPAIRS_FAILPOINT") is true);
    }

    /// <summary>Starts one more process of the same system beside the first (its own port), for two-process tests.</summary>
    public async Task<Uri> StartAnotherAsync(string services)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal) { ["REPAIRS_URL"] = url.ToString().TrimEnd('/') };
        string[] arguments = ["serve", "--services", services];
        foreach (var service in Commands.Installed)
            environment[$"Repairs__ServiceUrls__{service.Name}"] = Url.ToString();
        _processes.Add((Launch(arguments, environment), arguments, environment));
        await ReadyAsync(url);
        return url;
    }

    /// <summary>True while the first process has ended (by a failpoint, say).</summary>
    public bool HasEnded => _processes.All(p => p.Process.HasExited);

    public async ValueTask DisposeAsync()
    {
        Kill();
        if (_nginx is { HasExited: false })
        {
            _nginx.Kill(entireProcessTree: true);
            await _nginx.WaitForExitAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "host.log"), Log);
        NpgsqlConnection.ClearAllPools();
        var admin = new NpgsqlConnectionStringBuilder(_environment["Repairs__DatabaseAdmin"]) { Database = "postgres", Pooling = false };
        await using (var connection = new NpgsqlConnection(admin.ConnectionString))
        {
            await connection.OpenAsync();
            await using var drop = new NpgsqlCommand($"drop database if exists {_database} with (force)", connection);
            await drop.ExecuteNonQueryAsync();
        }

        await Servers.RunAsync("rabbitmqctl", "delete_vhost", _vhost);
        foreach (var (process, _, _) in _processes)
            process.Dispose();
        _nginx?.Dispose();
        Anyone.Dispose();
        _handler.Dispose();
    }

    /// <summary>
    /// A port nobody listens on, below those the kernel gives to outgoing connections: nobody is given it before the Host has it, nor while the Host is being
    /// restarted. Every test run begins at another one.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = 10_000 + (int)((uint)Interlocked.Increment(ref _ports) % 10_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // It is somebody's: the next one.
            }
        }
    }

    private static IEnumerable<string> Schemas(IEnumerable<IService> services) => services.Select(s => s.Name.ToLowerInvariant());

    /// <summary>SQL for how many deliveries are owed.</summary>
    private string Owed()
    {
        var running = Commands.Installed.Where(s => _options.Services.Count == 0 || _options.Services.Contains(s.Name, StringComparer.Ordinal)).ToList();
        var listens = running.SelectMany(s => s.Listens.Select(l => $"('{s.Name.ToLowerInvariant()}', '{l.Event.Name}', '{l.Handler.Name}')")).ToList();
        if (listens.Count == 0)
            return "0";
        var sent = string.Join(" union all ", Schemas(Commands.Installed).Select(s => $"select type, event_id from {s}.event_log where published_at is not null"));
        var handled = string.Join(" union all ", Schemas(running).Select(s => $"select '{s}' as service, consumer, event_id from {s}.inbox"));
        return $"""
            (select count(*)
             from (values {string.Join(", ", listens)}) l (service, type, consumer)
             join ({sent}) e on e.type = l.type
             where not exists (select 1 from ({handled}) i where i.service = l.service and i.consumer = l.consumer and i.event_id = e.event_id))
            """;
    }

    private async Task StartProcessesAsync()
    {
        if (!_options.Apart)
        {
            string[] all = _options.Services.Count == 0 ? ["serve"] : ["serve", "--services", string.Join(',', _options.Services)];
            _processes.Add((Launch(all, _environment), all, _environment));
            if (!_options.Bare)
                await ReadyAsync();
            return;
        }

        var urls = Commands.Installed.ToDictionary(s => s.Name, _ => $"http://127.0.0.1:{FreePort()}", StringComparer.Ordinal);
        foreach (var service in Commands.Installed)
        {
            // Each role gets its own database password only, as in production.
            var own = _environment.Where(e => !e.Key.StartsWith("Repairs__DatabasePasswords__", StringComparison.Ordinal) || e.Key.EndsWith("__" + service.Name, StringComparison.Ordinal))
                .Where(e => e.Key != "Repairs__DatabaseAdmin")
                .ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
            own["REPAIRS_URL"] = urls[service.Name];
            foreach (var (name, url) in urls)
                own[$"Repairs__ServiceUrls__{name}"] = url;
            string[] arguments = ["serve", "--services", service.Name];
            _processes.Add((Launch(arguments, own), arguments, own));
        }

        foreach (var url in urls.Values)
            await ReadyAsync(new Uri(url));
        await StartNginxAsync(urls);
        await ReadyAsync();
    }

    private async Task StartNginxAsync(Dictionary<string, string> urls)
    {
        var (code, servers) = await TryVerbAsync(urls.ToDictionary(u => $"Repairs__ServiceUrls__{u.Key}", u => (string?)u.Value), "nginx-conf");
        if (code != 0)
            throw new InvalidOperationException(servers);
        var file = Path.Combine(Folder, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            worker_processes 1;
            pid {{Folder}}/nginx.pid;
            error_log {{Folder}}/nginx-error.log;
            events { worker_connections 512; }
            http {
              client_body_temp_path {{Folder}}/body;
              proxy_temp_path {{Folder}}/proxy;
              fastcgi_temp_path {{Folder}}/fastcgi;
              uwsgi_temp_path {{Folder}}/uwsgi;
              scgi_temp_path {{Folder}}/scgi;
              {{servers}}
            }
            """);
        _nginx = Process.Start(new ProcessStartInfo("nginx", ["-c", file, "-p", Folder, "-e", Path.Combine(Folder, "nginx-error.log")]) { RedirectStandardError = true, UseShellExecute = false })!;
    }

    private Process Launch(string[] arguments, Dictionary<string, string> environment)
    {
        var process = new Process { StartInfo = StartInfo(_options.Wrapper, arguments, environment) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _log.Enqueue(line);
    }

    private static ProcessStartInfo StartInfo(IReadOnlyList<string> wrapper, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        List<string> words = [.. wrapper, "dotnet", Repository.HostDll, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.Root };
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("Repairs__", StringComparison.Ordinal) || k.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(key);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return start;
    }

    private Task ReadyAsync() => ReadyAsync(Url);

    private async Task ReadyAsync(Uri url, bool mayEnd = false)
    {
        using var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(
            async () =>
            {
                if (HasEnded)
                    return mayEnd ? true : throw new InvalidOperationException("The Host ended while starting:\n" + Log);
                try
                {
                    using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    return answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync()).Contains("\"status\":\"healthy\"", StringComparison.Ordinal);
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            180,
            "the system to be ready:\n" + Log);
    }

    private static async Task VhostAsync(string name, string broker)
    {
        await Servers.RunAsync("rabbitmqctl", "add_vhost", name);
        var user = new Uri(broker).UserInfo.Split(':')[0];
        await Servers.RunAsync("rabbitmqctl", "set_permissions", "-p", name, user, ".*", ".*", ".*");
    }

    private static string WithDatabase(string connection, string database, string? address)
    {
        var text = new NpgsqlConnectionStringBuilder(connection) { Database = database };
        if (address?.Split(':') is [var host, var port])
        {
            text.Host = host;
            text.Port = int.Parse(port, CultureInfo.InvariantCulture);
        }

        return text.ConnectionString;
    }
}
