namespace DedupPortal.Matching.Names;

/// <summary>All that a word says by itself, whoever bears it. Worked out once for each distinct word.</summary>
internal sealed class Lexeme
{
    private NameForm? _unknown;

    internal Lexeme(string word)
    {
        Text = word.ToLowerInvariant();
        Capital = word.Length > 0 && char.IsUpper(word[0]);
        HasDigit = word.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
        IsStop = StopWords.Contains(Text);
        if (HasDigit) return;
        Coarse = Skeleton.Coarse(Text);
        Form = NameDictionary.Find(Text);
        Patronymic = Names.Patronymic.Read(Coarse);
        Surname = SurnameForm.Read(Text);
    }

    /// <summary>Lower case, look-alike letters replaced.</summary>
    internal string Text { get; }

    /// <summary>Whether it began with a capital letter.</summary>
    internal bool Capital { get; }

    internal bool HasDigit { get; }

    internal bool IsStop { get; }

    internal bool IsInitial => Text.Length == 1;

    /// <summary>Whether look-alikes were replaced.</summary>
    internal bool Repaired { get; init; }

    /// <summary>Coarse skeleton; empty for a word with digits.</summary>
    internal string Coarse { get; } = "";

    internal NameForm? Form { get; }

    /// <summary>The word as a first name, whether or not the dictionary knows it.</summary>
    internal NameForm AsFirstName => Form ?? (_unknown ??= NameForm.Unknown(Coarse));

    internal Patronymic? Patronymic { get; }

    internal SurnameForm Surname { get; } = new("", Sex.Unknown, HasShape: false);

    /// <summary>First name and surname glued together in it, once somebody has looked.</summary>
    internal Glue? Glue { get; set; }

    /// <summary>The word without its first letter, once somebody has looked.</summary>
    internal Lexeme? Tail { get; set; }
}

/// <summary>A first name glued to something like a surname; without <paramref name="First"/> where there is none.</summary>
internal sealed record Glue(NameForm? First, string? Text, string? Remainder)
{
    internal static Glue None { get; } = new(null, null, null);
}

/// <summary>Remembers words that were seen. One for each thread.</summary>
internal sealed class Lexicon
{
    // Rather start anew than grow without end on a portal of random words.
    private const int Most = 400_000;

    private readonly Dictionary<string, Lexeme> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lexeme>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    internal Lexicon() => _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The lexeme of a word as it stands: letters and digits of any case.</summary>
    internal Lexeme this[ReadOnlySpan<char> word]
    {
        get
        {
            if (_lookup.TryGetValue(word, out var known)) return known;
            if (_words.Count >= Most) _words.Clear();
            var text = word.ToString();
            var lexeme = new Lexeme(Homoglyphs.Repair(text, out var repaired)) { Repaired = repaired };
            _words.Add(text, lexeme);
            return lexeme;
        }
    }
}
