using System.Buffers;
using System.Net;

namespace DedupPortal.Bitrix24;

/// <summary>
/// What came back from one request: status, two headers, and the body in a buffer lent by the pool. Whoever holds it
/// gives the buffer back by disposing; nothing may look at <see cref="Json"/> after that.
/// </summary>
internal sealed class AnswerBody : IDisposable
{
    private const int FirstBuffer = 16 * 1024;

    private byte[] _buffer = [];
    private int _length;

    internal HttpStatusCode Status { get; private init; }

    internal Uri? Location { get; private init; }

    internal TimeSpan? RetryAfter { get; private init; }

    /// <summary>The body as UTF-8, without byte order marks: PHP files saved with one print it before the answer, once per file.</summary>
    internal ReadOnlyMemory<byte> Json
    {
        get
        {
            ReadOnlyMemory<byte> json = _buffer.AsMemory(0, _length);
            while (json.Span.StartsWith("\uFEFF"u8)) json = json[3..];
            return json;
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Reads the response to its end. Throws <see cref="AnswerTooLargeException"/> beyond <paramref name="largest"/> bytes.</summary>
    internal static async Task<AnswerBody> ReadAsync(HttpResponseMessage response, int largest, CancellationToken cancellationToken)
    {
        var body = new AnswerBody { Status = response.StatusCode, Location = response.Headers.Location, RetryAfter = response.Headers.RetryAfter?.Delta };
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var expected = response.Content.Headers.ContentLength;
            if (expected > largest) throw new AnswerTooLargeException();

            // One byte more than expected, so that the end is seen without growing.
            body._buffer = ArrayPool<byte>.Shared.Rent(expected is { } length ? (int)length + 1 : FirstBuffer);
            while (true)
            {
                if (body._length == body._buffer.Length) body.Grow(largest);
                var read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
                if (read == 0) return body;
                body._length += read;
                if (body._length > largest) throw new AnswerTooLargeException();
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private void Grow(int largest)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(largest + 1L, _buffer.Length * 2L));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

internal sealed class AnswerTooLargeException() : IOException("The answer is larger than allowed.");
