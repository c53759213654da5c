using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Repairs.Bench.Booking;

/// <summary>One kept-alive connection that sends ready-made requests: as little work of its own as can be, since it shares the machine with what it measures.</summary>
internal sealed class Knocker : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 120_000 };
    private byte[] _buffer = new byte[64 * 1024];

    public Knocker(Uri host) => _socket.Connect(IPAddress.Loopback, host.Port);

    public static byte[] Request(HttpMethod method, Uri host, string path, string? json = null, string headers = "") => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{method} {path} HTTP/1.1\r\nHost: {host.Authority}\r\n{headers}{(json is null ? "" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n")}\r\n{json}"));

    /// <summary>Sends, reads the whole answer, and tells its status and body.</summary>
    public (int Status, ReadOnlyMemory<byte> Body) Send(byte[] request)
    {
        _socket.Send(request);
        int have = 0, head;
        while ((head = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
            have += Receive(have);
        var text = Encoding.ASCII.GetString(_buffer, 0, head);
        var status = int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var start = head + 4;
        if (text.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            while (!_buffer.AsSpan(start, have - start).EndsWith("0\r\n\r\n"u8))
                have += Receive(have);
            return (status, Unchunk(_buffer.AsSpan(start, have - start)));
        }

        var at = text.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
        var length = at < 0 ? 0 : int.Parse(text.AsSpan(at + 15, (text.IndexOf('\r', at) is var end and > 0 ? end : text.Length) - at - 15), CultureInfo.InvariantCulture);
        while (have < start + length)
            have += Receive(have);
        return (status, _buffer.AsMemory(start, length));
    }

    public void Dispose() => _socket.Dispose();

    private int Receive(int have)
    {
        if (have == _buffer.Length)
            Array.Resize(ref _buffer, have * 2);
        var n = _socket.Receive(_buffer, have, _buffer.Length - have, SocketFlags.None);
        return n > 0 ? n : throw new IOException("The other side hung up");
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> chunks)
    {
        var whole = new MemoryStream();
        while (true)
        {
            var line = chunks.IndexOf("\r\n"u8);
            var size = int.Parse(Encoding.ASCII.GetString(chunks[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return whole.ToArray();
            whole.Write(chunks.Slice(line + 2, size));
            chunks = chunks[(line + 4 + size)..];
        }
    }
}

/// <summary>What came of many requests over several connections.</summary>
internal sealed record Knocked(double Seconds, IReadOnlyList<double> Milliseconds, IReadOnlyDictionary<int, int> Statuses, IReadOnlyList<byte[]> Bodies)
{
    public double PerSecond => Milliseconds.Count / Seconds;

    public string StatusText => string.Join(", ", Statuses.OrderBy(s => s.Key).Select(s => $"{s.Key} × {s.Value}"));

    /// <summary>Sends every request once; each connection takes the next that is left.</summary>
    public static Knocked Send(Uri host, int connections, IReadOnlyList<byte[]> requests, bool keepBodies = false)
    {
        var milliseconds = new double[requests.Count];
        var statuses = new int[requests.Count];
        var bodies = new byte[keepBodies ? requests.Count : 0][];
        var next = -1;
        var knockers = Enumerable.Range(0, connections).Select(_ => new Knocker(host)).ToList();
        var start = Stopwatch.GetTimestamp();
        var threads = knockers.Select(knocker => new Thread(() =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < requests.Count)
            {
                var sent = Stopwatch.GetTimestamp();
                var (status, body) = knocker.Send(requests[i]);
                milliseconds[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                statuses[i] = status;
                if (keepBodies)
                    bodies[i] = body.ToArray();
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        knockers.ForEach(k => k.Dispose());
        return new Knocked(seconds, milliseconds, statuses.CountBy(s => s).ToDictionary(), bodies);
    }
}
