using System.Text;
using DedupPortal.Matching.Classic;

namespace DedupPortal.Cli.PersonLists;

/// <summary>The rows of one list, or of two lists one after the other.</summary>
internal sealed class PersonListFile
{
    private readonly PersonListRequest _request;
    private readonly List<string?>[] _values;

    private PersonListFile(PersonListRequest request)
    {
        _request = request;
        _values = [.. request.Columns.Select(_ => new List<string?>())];
    }

    internal List<string> Ids { get; } = [];

    /// <summary>The person each row truly is; empty without a truth column.</summary>
    internal List<string> Truth { get; } = [];

    internal PersonList List { get; private set; } = new() { Columns = [] };

    /// <summary>
    /// Reads the files of a request. Throws <see cref="InvalidDataException"/> with a sentence for a missing column or a short row.
    /// </summary>
    internal static PersonListFile Read(PersonListRequest request)
    {
        var file = new PersonListFile(request);
        file.Append(request.File);
        int? second = null;
        if (request.Link is { } link)
        {
            second = file.Ids.Count;
            file.Append(link);
        }

        file.List = new PersonList
        {
            Columns = [.. request.Columns.Select((column, i) => new PersonColumn(column.Column, column.Kind, file._values[i]))],
            SecondListAt = second,
        };
        return file;
    }

    private void Append(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        using var rows = CsvRows.Read(reader).GetEnumerator();
        if (!rows.MoveNext()) throw new InvalidDataException($"{path} is empty.");
        var header = rows.Current;
        var id = Find(_request.IdColumn);
        var truth = _request.TruthColumn is null ? -1 : Find(_request.TruthColumn);
        var columns = _request.Columns.Select(column => Find(column.Column)).ToArray();
        var line = 1;
        while (rows.MoveNext())
        {
            line++;
            var row = rows.Current;
            if (row.Count != header.Count) throw new InvalidDataException($"{path}: record {line} has {row.Count} fields, the header {header.Count}.");
            Ids.Add(row[id]);
            if (truth >= 0) Truth.Add(MarkOf(row[truth]));
            for (var i = 0; i < columns.Length; i++) _values[i].Add(row[columns[i]]);
        }

        int Find(string name)
        {
            var at = header.IndexOf(name);
            return at >= 0 ? at : throw new InvalidDataException($"{path} has no column \"{name}\"; its columns are {string.Join(", ", header)}.");
        }
    }

    private string MarkOf(string value)
    {
        if (_request.TruthPattern?.Match(value) is not { Success: true } match) return value;
        return match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
    }
}
