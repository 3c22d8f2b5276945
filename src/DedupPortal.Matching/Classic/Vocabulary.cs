using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Kernels;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Classic;

/// <summary>
/// The distinct normalised values of one or more columns that share a meaning (first names and surnames; the texts), by
/// number. Numbers go by first occurrence.
/// </summary>
/// <param name="bothScripts">
/// Whether names are spelled by their skeleton, which makes Cyrillic and Latin one; a list in Latin alone keeps its spelling.
/// </param>
internal sealed class Vocabulary(bool bothScripts)
{
    private readonly Dictionary<string, int> _raw = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];
    private readonly List<LetterSet> _letters = [];
    private readonly List<NameForm?> _forms = [];

    internal int Count => _values.Count;

    internal string this[int number] => _values[number];

    internal LetterSet Letters(int number) => _letters[number];

    /// <summary>The dictionary's form of a first name, or null.</summary>
    internal NameForm? Form(int number) => _forms[number];

    /// <summary>Number of a value as typed; -1 when it is missing.</summary>
    internal int Add(string? text, ColumnKind kind)
    {
        if (string.IsNullOrWhiteSpace(text)) return -1;
        if (_raw.TryGetValue(text, out var known)) return known;
        var value = Normal(text, kind);
        var number = -1;
        if (value.Length > 0 && !_numbers.TryGetValue(value, out number))
        {
            number = _values.Count;
            _numbers.Add(value, number);
            _values.Add(value);
            _letters.Add(LetterSet.Of(value));
            _forms.Add(kind is ColumnKind.First or ColumnKind.Last ? NameDictionary.Find(text.Trim().ToLowerInvariant()) : null);
        }

        _raw.Add(text, number);
        return number;
    }

    private string Normal(string text, ColumnKind kind) => kind switch
    {
        ColumnKind.First or ColumnKind.Last => Joined(text, bothScripts ? Skeleton.Fine : static word => word),
        ColumnKind.Text or ColumnKind.Word => Joined(text, static word => word),
        ColumnKind.Code => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant(),
        ColumnKind.Date => CalendarDay.Digits(text),
        ColumnKind.Phone => PhoneParser.Parse(text) is { IsPlausible: true } phone ? phone.Text : "",
        ColumnKind.Email => EmailAddress.Parse(text)?.Key ?? "",
    };

    private static string Joined(string text, Func<string, string> spell)
    {
        var rules = NameRules.None;
        return string.Join(' ', Words.Split(text, ref rules).Select(word => spell(word.Text)).Where(word => word.Length > 0));
    }
}
