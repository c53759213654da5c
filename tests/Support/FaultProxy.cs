using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Repairs.Tests.Support;

/// <summary>What a client did since its last COMMIT or ROLLBACK.</summary>
/// <param name="Application">The client's <c>application_name</c>, for example <c>repairs booking</c>.</param>
/// <param name="Statements">Every statement run in the transaction, prepared ones by their text.</param>
public sealed record ProxiedTransaction(string Application, IReadOnlyList<string> Statements)
{
    /// <summary>True where a statement contains the words.</summary>
    public bool Ran(string words) => Statements.Any(s => s.Contains(words, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Stands between a system and PostgreSQL and does what bad networks do: latency, resets, half-open connections, and the worst one, a COMMIT whose
/// reply never arrives. Reads just enough of the protocol (unencrypted) to know which transaction commits.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flowing = Open();
    private Cut? _cut;
    private int _cuts;

    private FaultProxy(IPEndPoint target)
    {
        _target = target;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect, as <c>host:port</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Added to every block that passes, in each direction.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>New connections are reset at once.</summary>
    public bool TurnsAway { get; set; }

    /// <summary>How many replies to a COMMIT were withheld so far.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Connections open now.</summary>
    public int Connections => _links.Count;

    /// <summary>A proxy in front of this checkout's PostgreSQL.</summary>
    public static async Task<FaultProxy> StartAsync()
    {
        var database = new Npgsql.NpgsqlConnectionStringBuilder((await Servers.EnvironmentAsync())["Repairs__Database"]);
        return new FaultProxy(new IPEndPoint(IPAddress.Parse(database.Host!), database.Port));
    }

    /// <summary>
    /// Arms the worst fault: the COMMIT of the <paramref name="kth"/> transaction that fits reaches the server and takes effect, its reply is thrown away,
    /// and both sides are closed. Again for each of the next ones, <paramref name="times"/> in all.
    /// </summary>
    public void DropReplyToCommit(Func<ProxiedTransaction, bool> which, int kth = 1, int times = 1) => _cut = new Cut(which, kth, times);

    /// <summary>Resets every connection now; answers how many.</summary>
    public int Reset()
    {
        var links = _links.Keys.ToList();
        links.ForEach(l => l.Reset());
        return links.Count;
    }

    /// <summary>Connections stay open and nothing passes any more, as when a machine loses power.</summary>
    public void Freeze() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends <see cref="Freeze"/>.</summary>
    public void Thaw() => _flowing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Thaw();
        Reset();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new Link(client);
        if (TurnsAway)
        {
            link.Reset();
            return;
        }

        _links[link] = 0;
        try
        {
            await link.Server.ConnectAsync(_target, _stop.Token);
            client.NoDelay = link.Server.NoDelay = true;
            await Task.WhenAny(RequestsAsync(link), RepliesAsync(link));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // PostgreSQL is away: so are we.
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    private Task RequestsAsync(Link link) => PumpAsync(link.Client, link.Server, new Frames(startup: true), frame =>
    {
        link.Seen(frame);
        if (frame.IsCommit && _cut is { } cut && cut.Takes(link.Transaction))
            link.Cutting = true;
        return true;
    });

    private Task RepliesAsync(Link link) => PumpAsync(link.Server, link.Client, new Frames(startup: false), frame =>
    {
        // CommandComplete: the server has committed, and nobody will hear of it.
        if (!link.Cutting || frame.Type != (byte)'C' || !frame.Text.StartsWith("COMMIT", StringComparison.Ordinal))
            return !link.Cutting;
        Interlocked.Increment(ref _cuts);
        link.Reset();
        return false;
    });

    /// <summary>Passes whole frames on while <paramref name="passes"/> says so.</summary>
    private async Task PumpAsync(Socket from, Socket to, Frames frames, Func<Frame, bool> passes)
    {
        var buffer = new byte[65536];
        try
        {
            int n;
            while ((n = await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token)) > 0)
            {
                await LagAsync();
                await _flowing.Task.WaitAsync(_stop.Token);
                var pass = new List<byte>();
                foreach (var frame in frames.Read(buffer.AsSpan(0, n)))
                {
                    if (passes(frame))
                        pass.AddRange(frame.Bytes);
                }

                if (pass.Count > 0)
                    await SendAsync(to, pass.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the caller closes the other.
        }
    }

    private async Task LagAsync()
    {
        if (Latency <= TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(Latency);
        await timer.WaitForNextTickAsync(_stop.Token);
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, _stop.Token)..];
    }

    private sealed class Cut(Func<ProxiedTransaction, bool> which, int kth, int times)
    {
        private int _seen;

        public bool Takes(ProxiedTransaction transaction)
        {
            if (!which(transaction))
                return false;
            var seen = Interlocked.Increment(ref _seen);
            return seen >= kth && seen < kth + times;
        }
    }

    /// <summary>One protocol message, type 0 at the start of a connection.</summary>
    private sealed record Frame(byte Type, byte[] Bytes)
    {
        /// <summary>The message's first zero-ended text after its head, which for Query is the SQL and for CommandComplete the tag.</summary>
        public string Text => TextAt(5);

        public bool IsCommit => Type == (byte)'Q' && Text.Trim().TrimEnd(';').Equals("COMMIT", StringComparison.OrdinalIgnoreCase);

        /// <summary>The zero-ended text that follows the one at <paramref name="start"/>: for Parse the SQL, for Bind the statement's name.</summary>
        public string TextAfter(int start) => TextAt(Array.IndexOf(Bytes, (byte)0, start) + 1);

        private string TextAt(int start)
        {
            var end = Array.IndexOf(Bytes, (byte)0, start);
            return Encoding.UTF8.GetString(Bytes, start, (end < 0 ? Bytes.Length : end) - start);
        }
    }

    /// <summary>Cuts a stream into messages: a type byte and a length, but for the messages before the start-up is over.</summary>
    private sealed class Frames(bool startup)
    {
        private const int SslRequest = 80877103;
        private const int GssRequest = 80877104;

        private byte[] _rest = [];
        private bool _startup = startup;
        private bool _first = !startup;

        public List<Frame> Read(ReadOnlySpan<byte> bytes)
        {
            _rest = [.. _rest, .. bytes];
            var found = new List<Frame>();
            var at = 0;
            while (Next(_rest.AsSpan(at)) is { } frame)
            {
                found.Add(frame);
                at += frame.Bytes.Length;
            }

            _rest = _rest[at..];
            return found;
        }

        private Frame? Next(ReadOnlySpan<byte> rest)
        {
            // The answer to a request for encryption is a lone 'N' before any message.
            if (_first && rest.Length > 0)
            {
                _first = rest[0] == (byte)'N' && rest.Length == 1;
                if (_first)
                    return new Frame(0, rest[..1].ToArray());
            }

            var head = _startup ? 0 : 1;
            if (rest.Length < head + 4)
                return null;
            var length = head + BinaryPrimitives.ReadInt32BigEndian(rest[head..]);
            if (rest.Length < length)
                return null;
            var type = _startup ? (byte)0 : rest[0];
            if (_startup)
                _startup = BinaryPrimitives.ReadInt32BigEndian(rest[4..]) is SslRequest or GssRequest;
            return new Frame(type, rest[..length].ToArray());
        }
    }

    /// <summary>One client's connection and what is known of it.</summary>
    private sealed class Link(Socket client) : IDisposable
    {
        private readonly Dictionary<string, string> _prepared = new(StringComparer.Ordinal);
        private List<string> _statements = [];
        private string _application = "";
        private bool _ended;

        public Socket Client => client;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        /// <summary>From the fatal COMMIT on, nothing reaches the client.</summary>
        public volatile bool Cutting;

        public ProxiedTransaction Transaction => new(_application, [.. _statements]);

        public void Seen(Frame frame)
        {
            if (_ended)
                (_statements, _ended) = ([], false);
            switch ((char)frame.Type)
            {
                case '\0' when frame.Bytes.Length > 8:
                    var words = Encoding.UTF8.GetString(frame.Bytes, 8, frame.Bytes.Length - 8).Split('\0');
                    _application = words.SkipWhile(w => w != "application_name").ElementAtOrDefault(1) ?? _application;
                    break;
                case 'Q':
                    _statements.Add(frame.Text);
                    break;
                case 'P':
                    _prepared[frame.Text] = frame.TextAfter(5);
                    break;
                case 'B':
                    _statements.Add(_prepared.GetValueOrDefault(frame.TextAfter(5), ""));
                    break;
            }

            _ended = frame.IsCommit || (frame.Type == (byte)'Q' && frame.Text.StartsWith("ROLLBACK", StringComparison.OrdinalIgnoreCase));
        }

        /// <summary>Ends both sides with a reset, not a goodbye.</summary>
        public void Reset()
        {
            client.Close(0);
            Server.Close(0);
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
