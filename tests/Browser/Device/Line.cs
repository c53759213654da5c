using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Repairs.Tests.Browser.Device;

/// <summary>The line between a phone and the system, on the wire: it can be cut, and it can lose the answers of what has arrived.</summary>
public sealed class Line : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _system;
    private readonly Lock _lock = new();
    private readonly HashSet<TcpClient> _open = [];
    private readonly Task _listening;
    private bool _cut;
    private string? _unanswered;

    public Line(Uri system)
    {
        _system = system;
        _listener.Start();
        _listening = ListenAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>No signal: every connection ends now, and none is made.</summary>
    public void Cut() => Set(cut: true, null);

    /// <summary>What the phone sends arrives; no answer comes back to a request whose first line holds the words.</summary>
    public void LoseAnswersTo(string words) => Set(cut: false, words);

    public void Restore() => Set(cut: false, null);

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _listening;
        _listener.Dispose();
    }

    private void Set(bool cut, string? unanswered)
    {
        lock (_lock)
        {
            (_cut, _unanswered) = (cut, unanswered);
            foreach (var client in _open)
                client.Close();
            _open.Clear();
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Over.
        }
    }

    private async Task CarryAsync(TcpClient phone)
    {
        using var there = new TcpClient();
        try
        {
            lock (_lock)
            {
                if (_cut)
                {
                    phone.Close();
                    return;
                }

                _open.Add(phone);
                _open.Add(there);
            }

            await there.ConnectAsync(_system.Host, _system.Port);
            var heard = new Hearing();
            await Task.WhenAny(AskAsync(phone, there, heard), AnswerAsync(there, phone, heard));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(phone);
                _open.Remove(there);
            }

            phone.Dispose();
        }
    }

    private async Task AskAsync(TcpClient from, TcpClient to, Hearing heard)
    {
        var buffer = new byte[16 * 1024];
        int n;
        while ((n = await from.GetStream().ReadAsync(buffer)) > 0)
        {
            if (_unanswered is { } words && Encoding.Latin1.GetString(buffer, 0, n).Contains(words, StringComparison.Ordinal))
                heard.Deaf = true;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, n));
        }
    }

    private static async Task AnswerAsync(TcpClient from, TcpClient to, Hearing heard)
    {
        var buffer = new byte[16 * 1024];
        int n;
        while ((n = await from.GetStream().ReadAsync(buffer)) > 0)
        {
            if (!heard.Deaf)
                await to.GetStream().WriteAsync(buffer.AsMemory(0, n));
        }
    }

    private sealed class Hearing
    {
        public volatile bool Deaf;
    }
}
