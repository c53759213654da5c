using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Repairs.Messages.Wording;
using Repairs.Platform;

namespace Repairs.Messages.Sending;

/// <summary>The default provider: every message becomes a file named by its id, whole or not at all, never twice.</summary>
internal sealed class OutboxFolder : IMessageProvider
{
    private readonly string _folder;

    public OutboxFolder(IConfiguration configuration)
    {
        _folder = configuration["Repairs:OutboxFolder"] is { Length: > 0 } set ? set : Path.Combine(AppContext.BaseDirectory, "outbox");
        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException([$"Repairs:OutboxFolder: the folder {_folder} cannot be made: {e.Message}"]);
        }
    }

    public Task<Known> FindAsync(Guid id, CancellationToken ct) => Task.FromResult(File.Exists(PathOf(id)) ? Known.Sent : Known.NotSent);

    public async Task<bool> SendAsync(Outgoing message, CancellationToken ct)
    {
        var whole = PathOf(message.Id);
        if (File.Exists(whole))
            return true;
        var part = Path.Combine(_folder, $".{message.Id}.{Guid.NewGuid():N}");
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(Text(message)), ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, whole, overwrite: false);
        }
        catch (IOException) when (File.Exists(whole))
        {
            // Another process wrote the same message first.
        }
        finally
        {
            File.Delete(part);
        }

        return true;
    }

    private string PathOf(Guid id) => Path.Combine(_folder, $"{id}.txt");

    private static string Text(Outgoing m)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Id: {m.Id}\nChannel: {m.Channel}\nTo: {Line(m.To)}\nAt: {m.At:yyyy-MM-ddTHH:mm:ssZ}\n");
        if (m.Channel == "letter" && m.Name is { Length: > 0 } name)
            text.Append(CultureInfo.InvariantCulture, $"Name: {Line(name)}\n");
        if (m.Subject.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"Subject: {Line(m.Subject)}\n");
        if (m.LargePrint && m.Channel == "letter")
            text.Append("Print: large, 18 point\n");
        if (m.Channel == "letter" && m.Body.Contains($"\n{Rendering.SlipBegins}\n", StringComparison.Ordinal))
            text.Append("Enclose: reply envelope, postage paid\n");
        return text.Append('\n').Append(m.Body).ToString();
    }

    /// <summary>A header is one line, whatever was typed.</summary>
    private static string Line(string value) => string.Join(' ', value.Split(['\r', '\n', '\u0085', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
