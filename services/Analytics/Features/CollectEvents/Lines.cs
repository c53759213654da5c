using System.IO.Compression;
using System.Text;

namespace Repairs.Analytics.Features.CollectEvents;

/// <summary>A physical line; null text where it is longer than we read.</summary>
internal readonly record struct TextLine(long Number, string? Text);

/// <summary>Reads a stream line by line, packed with gzip or not, holding one line at a time. How the stream ended is told apart from its lines.</summary>
internal sealed class Lines(Stream stream)
{
    private const int Longest = 256 * 1024;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>Why the stream ended before its time; null where it ended well.</summary>
    public string? BrokeOff { get; private set; }

    public async IAsyncEnumerable<TextLine> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var unpacked = await UnpackAsync(stream, ct);
        using var reader = new StreamReader(unpacked, Utf8, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024);
        var buffer = new char[64 * 1024];
        var held = new StringBuilder();
        var tooLong = false;
        long number = 0;
        while (true)
        {
            var n = await NextAsync(reader, buffer, ct);
            if (n <= 0)
                break;
            var from = 0;
            int at;
            while ((at = buffer.AsSpan(from, n - from).IndexOf('\n')) >= 0)
            {
                held.Append(buffer, from, at);
                yield return Take(held, ++number, tooLong);
                tooLong = false;
                from += at + 1;
            }

            held.Append(buffer, from, n - from);
            if (held.Length > Longest)
            {
                tooLong = true;
                held.Clear();
            }
        }

        // Where the stream broke off, its last line is a piece of one.
        if (BrokeOff is null && (held.Length > 0 || tooLong))
            yield return Take(held, ++number, tooLong);
    }

    private static TextLine Take(StringBuilder held, long number, bool tooLong)
    {
        if (held.Length > 0 && held[^1] == '\r')
            held.Length--;
        var line = new TextLine(number, tooLong || held.Length > Longest ? null : held.ToString());
        held.Clear();
        return line;
    }

    private async Task<int> NextAsync(StreamReader reader, char[] buffer, CancellationToken ct)
    {
        try
        {
            return await reader.ReadAsync(buffer, ct);
        }
        catch (Exception e) when (e is InvalidDataException || (e is EndOfStreamException or IOException && e is not Microsoft.AspNetCore.Http.BadHttpRequestException))
        {
            BrokeOff = "the file breaks off here: it was cut short or is damaged. The lines before it were kept; send the whole file again, repeats do no harm";
            return 0;
        }
    }

    private static async Task<Stream> UnpackAsync(Stream stream, CancellationToken ct)
    {
        var start = new byte[2];
        var n = await stream.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, ct);
        var whole = new Prefixed(start.AsMemory(0, n), stream);
        return n == 2 && start[0] == 0x1f && start[1] == 0x8b ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>A stream whose first bytes were read already.</summary>
    private sealed class Prefixed(ReadOnlyMemory<byte> start, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _start = start;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_start.Length == 0)
                return await rest.ReadAsync(buffer, cancellationToken);
            var n = Math.Min(_start.Length, buffer.Length);
            _start[..n].CopyTo(buffer);
            _start = _start[n..];
            return n;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
