using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DedupPortal.Cli.Linkage;

/// <summary>
/// A table in parts that several threads read, each part whole records. Where a record ends is known by counting quotation marks from
/// the beginning, which costs a hundredth of reading. A table in another encoding than UTF-8 is one part.
/// </summary>
internal sealed class TableParts
{
    private readonly SafeFileHandle _file;
    private readonly CsvReader _table;
    private readonly List<(long Start, int Length, long Line)> _parts = [];
    private int _next = -1;

    private TableParts(SafeFileHandle file, CsvReader table) => (_file, _table) = (file, table);

    /// <summary>
    /// Finds the parts of an open file behind its first line; <paramref name="table"/> has read that line. <paramref name="size"/>: bytes
    /// of a part, about.
    /// </summary>
    internal static TableParts Of(SafeFileHandle file, CsvReader table, int size = 1 << 20)
    {
        var parts = new TableParts(file, table);
        var quotes = new Quotes();
        var block = new byte[size];
        var (at, start, line, startLine) = (0L, -1L, 0L, 0L);
        int read;
        while ((read = RandomAccess.Read(file, block, at)) > 0)
        {
            var bytes = block.AsSpan(0, read);
            // One cut a block, in its second half; the very first ends the header.
            var cut = quotes.Pass(bytes, start < 0 ? 0 : read / 2);
            if (cut >= 0)
            {
                if (start >= 0) parts.Add(start, at + cut, startLine);
                (start, startLine) = (at + cut, line + bytes[..cut].Count((byte)'\n'));
            }

            line += bytes.Count((byte)'\n');
            at += read;
        }

        if (start >= 0) parts.Add(start, at, startLine);
        return parts;
    }

    /// <summary>Reads the next part that nobody has taken; null when all are taken. For any number of threads.</summary>
    internal CsvReader? Next(ref byte[] buffer)
    {
        var part = Interlocked.Increment(ref _next);
        if (part >= _parts.Count) return null;
        var (start, length, line) = _parts[part];
        if (buffer.Length < length) buffer = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = RandomAccess.Read(_file, buffer.AsSpan(read, length - read), start + read);
            if (more == 0) throw new CsvException("A table became shorter while it was read.");
            read += more;
        }

        return new CsvReader(new StreamReader(new MemoryStream(buffer, 0, length, writable: false), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16), _table, line);
    }

    private void Add(long start, long end, long line)
    {
        if (end > start) _parts.Add((start, checked((int)(end - start)), line));
    }

    /// <summary>Which bytes stand inside of quotation marks, block by block, as <see cref="CsvReader"/> sees it: one opens at the beginning of a field alone.</summary>
    private struct Quotes
    {
        private bool _inside;
        private bool _maybeClosed;
        private byte _before = (byte)'\n';

        public Quotes()
        {
        }

        /// <summary>Goes over a block. Gives the place behind the first line end outside of quotation marks from a place on, or −1.</summary>
        public int Pass(ReadOnlySpan<byte> bytes, int from)
        {
            var (cut, i) = (-1, 0);
            while (i < bytes.Length)
            {
                if (_maybeClosed)
                {
                    // A doubled one is a letter of the field.
                    _inside = bytes[i] == (byte)'"';
                    _maybeClosed = false;
                    if (_inside) i++;
                    continue;
                }

                var mark = bytes[i..].IndexOf((byte)'"');
                var end = mark < 0 ? bytes.Length : i + mark;
                if (_inside)
                {
                    _maybeClosed = mark >= 0;
                }
                else
                {
                    var search = Math.Max(i, from);
                    if (cut < 0 && search < end && bytes[search..end].IndexOf((byte)'\n') is var line and >= 0) cut = search + line + 1;
                    _inside = mark >= 0 && (end > 0 ? bytes[end - 1] : _before) is (byte)',' or (byte)'\n' or (byte)'\r';
                }

                i = end + 1;
            }

            _before = bytes[^1];
            return cut;
        }
    }
}
