using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using DedupPortal.Matching.Classic;

namespace DedupPortal.Cli.PersonLists;

/// <summary>What <c>match --dedupe</c> was asked for.</summary>
internal sealed record PersonListRequest
{
    private static readonly Dictionary<string, ColumnKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["first"] = ColumnKind.First,
        ["last"] = ColumnKind.Last,
        ["date"] = ColumnKind.Date,
        ["code"] = ColumnKind.Code,
        ["text"] = ColumnKind.Text,
        ["word"] = ColumnKind.Word,
        ["phone"] = ColumnKind.Phone,
        ["email"] = ColumnKind.Email,
    };

    internal required string File { get; init; }

    /// <summary>The second list, where two are linked.</summary>
    internal string? Link { get; init; }

    internal required string IdColumn { get; init; }

    internal string? TruthColumn { get; init; }

    /// <summary>Picks the person's mark out of the truth column: its first group, or the whole match.</summary>
    internal Regex? TruthPattern { get; init; }

    internal required IReadOnlyList<(ColumnKind Kind, string Column)> Columns { get; init; }

    internal string? Output { get; init; }

    /// <summary>Reads the options after <c>match</c>; a sentence says what is wrong with them.</summary>
    internal static bool TryRead(string[] options, [NotNullWhen(true)] out PersonListRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Length; i += 2)
        {
            if (options[i] is not ("--dedupe" or "--link" or "--columns" or "--truth-pattern" or "--output")) return No($"{options[i]} is not an option of match --dedupe.", out problem);
            if (i + 1 == options.Length) return No($"{options[i]} needs a value.", out problem);
            if (!values.TryAdd(options[i], options[i + 1])) return No($"{options[i]} is given twice.", out problem);
        }

        if (!values.TryGetValue("--dedupe", out var file) || !values.TryGetValue("--columns", out var spec)) return No("--dedupe FILE and --columns are needed.", out problem);
        string? id = null;
        string? truth = null;
        var columns = new List<(ColumnKind, string)>();
        foreach (var part in spec.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (kind, column) = part.Split('=', 2) is [var left, { Length: > 0 } right] ? (left, right) : ("", "");
            if (kind == "id") id = column;
            else if (kind == "truth") truth = column;
            else if (s_kinds.TryGetValue(kind, out var known)) columns.Add((known, column));
            else return No($"\"{part}\" is not understood. A column is KIND=NAME; kinds are id, truth, {string.Join(", ", s_kinds.Keys)}.", out problem);
        }

        if (id is null || columns.Count == 0) return No("--columns needs id=NAME and at least one column to compare.", out problem);
        if (columns.Count > PersonMatcher.MostColumns) return No($"More than {PersonMatcher.MostColumns} columns are given.", out problem);
        if (!TryPattern(values.GetValueOrDefault("--truth-pattern"), out var pattern)) return No("--truth-pattern is not a regular expression.", out problem);
        problem = null;
        request = new PersonListRequest
        {
            File = file,
            Link = values.GetValueOrDefault("--link"),
            IdColumn = id,
            TruthColumn = truth,
            TruthPattern = pattern,
            Columns = columns,
            Output = values.GetValueOrDefault("--output"),
        };
        return true;
    }

    private static bool No(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }

    private static bool TryPattern(string? text, out Regex? pattern)
    {
        pattern = null;
        if (text is null) return true;
        try
        {
            pattern = new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
