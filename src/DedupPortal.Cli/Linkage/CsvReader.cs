using System.Buffers;

namespace DedupPortal.Cli.Linkage;

/// <summary>
/// Reads RFC 4180 with a header line, record by record, without a string a field. Columns are named by the header; their
/// order and further columns do not matter. Throws <see cref="CsvException"/> with the line when the text is no such table.
/// </summary>
internal sealed class CsvReader
{
    private static readonly SearchValues<char> s_ends = SearchValues.Create(",\n\r");

    private readonly TextReader _text;
    private readonly string _name;
    private readonly int[] _columns;
    private readonly List<(int Start, int Length)> _fields = [];
    private readonly int _width;
    private char[] _buffer = new char[1 << 16];
    private int _start;
    private int _end;
    private bool _finished;
    private long _line;

    /// <summary>Reads the header. <paramref name="name"/> is what errors call the file.</summary>
    internal CsvReader(TextReader text, string name, params ReadOnlySpan<string> columns)
    {
        (_text, _name) = (text, name);
        if (!Record()) throw new CsvException($"{name} is empty: its first line must name the columns {string.Join(", ", columns)}.");
        _width = _fields.Count;
        _columns = new int[columns.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            _columns[column] = -1;
            for (var i = 0; i < _fields.Count; i++)
                if (Raw(i).Trim().TrimStart('\uFEFF').SequenceEqual(columns[column])) _columns[column] = i;
            if (_columns[column] < 0) throw new CsvException($"{name} has no column {columns[column]}: its first line must name {string.Join(", ", columns)}.");
        }
    }

    /// <summary>Reads records of the same table as another reader, from the beginning of a line on that is no header.</summary>
    internal CsvReader(TextReader text, CsvReader table, long line) =>
        (_text, _name, _columns, _width, _line) = (text, table._name, table._columns, table._width, line);

    /// <summary>A field of the current record, by the place of its column among those asked for. Valid until the next record.</summary>
    internal ReadOnlySpan<char> this[int column] => Raw(_columns[column]);

    /// <summary>A field as a whole number.</summary>
    internal long Number(int column, string name)
    {
        if (long.TryParse(this[column], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)) return number;
        throw new CsvException($"{_name}, line {_line}: {name} is no whole number.");
    }

    /// <summary>A field as a number with a fraction.</summary>
    internal double Fraction(int column, string name)
    {
        if (double.TryParse(this[column], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        throw new CsvException($"{_name}, line {_line}: {name} is no number.");
    }

    /// <summary>Goes to the next record; empty lines are passed over. False at the end.</summary>
    internal bool Read()
    {
        while (Record())
        {
            if (_fields.Count == 1 && _fields[0].Length == 0 && _width > 1) continue;
            if (_fields.Count != _width) throw new CsvException($"{_name}, line {_line}: {_fields.Count} fields, but the first line names {_width}.");
            return true;
        }

        return false;
    }

    private ReadOnlySpan<char> Raw(int field) => _buffer.AsSpan(_fields[field].Start, _fields[field].Length);

    private bool Record()
    {
        _fields.Clear();
        _line++;
        var at = _start;
        if (at == _end && !Fill(ref at)) return false;
        while (true)
        {
            if (at < _end && _buffer[at] == '"')
            {
                Quoted(ref at);
            }
            else
            {
                var begin = at;
                int length;
                while ((length = _buffer.AsSpan(at, _end - at).IndexOfAny(s_ends)) < 0)
                {
                    var kept = at - begin + (_end - at);
                    at = _end;
                    // Even at the end of the text the record may have moved to the front.
                    var more = Fill(ref at);
                    begin = at - kept;
                    if (!more) break;
                }

                at = length < 0 ? _end : at + length;
                _fields.Add((begin, at - begin));
            }

            if (at == _end && !Fill(ref at)) break;
            if (_buffer[at] == ',')
            {
                at++;
                if (at == _end && !Fill(ref at))
                {
                    _fields.Add((at, 0));
                    break;
                }

                continue;
            }

            if (_buffer[at] == '\r') at++;
            if (at == _end && !Fill(ref at)) break;
            if (_buffer[at] == '\n') at++;
            break;
        }

        _start = at;
        return true;
    }

    // The field's text is moved together over its doubled quotes.
    private void Quoted(ref int at)
    {
        var opened = _line;
        at++;
        var (begin, to) = (at, at);
        while (true)
        {
            if (at == _end)
            {
                var (before, length) = (at - begin, to - begin);
                if (!Fill(ref at)) throw new CsvException($"{_name}, line {opened}: a quotation mark is never closed.");
                begin = at - before;
                to = begin + length;
            }

            var c = _buffer[at++];
            if (c == '"')
            {
                if (at == _end)
                {
                    var (before, length) = (at - begin, to - begin);
                    Fill(ref at);
                    begin = at - before;
                    to = begin + length;
                }

                if (at == _end || _buffer[at] != '"') break;
                at++;
            }
            else if (c == '\n')
            {
                _line++;
            }

            _buffer[to++] = c;
        }

        _fields.Add((begin, to - begin));
        if (at < _end && _buffer[at] is not (',' or '\n' or '\r'))
            throw new CsvException($"{_name}, line {_line}: text stands behind a closing quotation mark.");
    }

    // Keeps the record being read, moves it to the front, reads on. False at the end of the text.
    private bool Fill(ref int at)
    {
        if (_finished) return false;
        var kept = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
            for (var i = 0; i < _fields.Count; i++) _fields[i] = (_fields[i].Start - _start, _fields[i].Length);
            at -= _start;
            _start = 0;
            _end = kept;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = _text.ReadBlock(_buffer, _end, _buffer.Length - _end);
        if (read == 0)
        {
            _finished = true;
            return false;
        }

        _end += read;
        return true;
    }
}

/// <summary>A file that is not the table it should be. The message is a sentence for the person who gave it.</summary>
internal sealed class CsvException : Exception
{
    public CsvException(string message)
        : base(message)
    {
    }

    public CsvException()
    {
    }

    public CsvException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
