using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Contacts;

/// <summary>A username or the local part of an e-mail, taken apart.</summary>
internal sealed record Handle
{
    /// <summary>As written, lower case.</summary>
    internal required string Text { get; init; }

    /// <summary>Letters and digits only: equal keys are one handle written differently.</summary>
    internal required string Key { get; init; }

    /// <summary>Skeletons of its words, sorted and joined by "+"; empty when they are fewer than six letters together.</summary>
    internal required string WordKey { get; init; }

    /// <summary>First name standing in it as a word of its own or glued to the surname.</summary>
    internal NameForm? First { get; init; }

    /// <summary>The first name as it stands there.</summary>
    internal string? FirstText { get; init; }

    /// <summary>Skeletons that may be the surname, most likely first; few.</summary>
    internal required IReadOnlyList<string> Surnames { get; init; }

    /// <summary>Whether the first candidate certainly is a surname: shaped like one.</summary>
    internal bool SurnameCertain { get; init; }

    /// <summary>Takes a handle apart with a lexicon of its own: for a few handles.</summary>
    internal static Handle? Read(string? text) => text is null ? null : Read(text, new Lexicon());

    /// <summary>Takes a handle apart; null when fewer than three letters or digits are left.</summary>
    internal static Handle? Read(ReadOnlySpan<char> text, Lexicon lexicon)
    {
        if (text.IsWhiteSpace()) return null;
        if (text.Length > Longest) text = text[..Longest];
        Span<char> key = stackalloc char[Longest];
        var pieces = new Pieces(text, lexicon);
        var keyLength = pieces.Key(key);
        if (keyLength < 3) return null;
        NameForm? first = null;
        string? firstText = null;
        var surnames = default(SurnameWords);
        foreach (var piece in pieces.All)
        {
            if (piece.Text.Length < 2 || piece.IsStop) continue;
            if (first is null && piece.Text.Length > 2 && piece.Form is { } form)
            {
                (first, firstText) = (form, piece.Text);
                continue;
            }

            surnames.Add(piece.Text, piece.Surname, first is not null);
        }

        if (first is null)
        {
            foreach (var piece in pieces.All)
            {
                var glue = piece.Glue ??= Glued(piece);
                if (glue.First is null) continue;
                (first, firstText) = (glue.First, glue.Text);
                surnames.Add(glue.Remainder!, lexicon[glue.Remainder].Surname, firstKnown: true);
                break;
            }
        }

        // An initial glued before the surname: kiakovleva, isidorov.
        if (first is null)
            foreach (var piece in pieces.All)
                if (piece.Text.Length > 5 && piece.Surname.HasShape && (piece.Tail ??= lexicon[piece.Text.AsSpan(1)]).Surname is { HasShape: true } rest) surnames.AddLast(rest.Key);

        var lower = text.ToString().ToLowerInvariant();
        return new Handle
        {
            Text = lower,
            Key = key[..keyLength].SequenceEqual(lower) ? lower : key[..keyLength].ToString(),
            WordKey = pieces.WordKey(),
            First = first,
            FirstText = firstText,
            Surnames = surnames.Keys,
            SurnameCertain = surnames.Certain,
        };
    }

    private const int Longest = 64;

    /// <summary>The candidates for the surname while a handle is read.</summary>
    private struct SurnameWords
    {
        private List<string>? _keys;

        public bool Certain { get; private set; }

        public readonly IReadOnlyList<string> Keys => _keys is null ? [] : _keys;

        public void Add(string piece, in SurnameForm surname, bool firstKnown)
        {
            if (piece.Length < 3 || surname.Key.Length < 3 || _keys is not null && _keys.Contains(surname.Key)) return;
            if (surname.HasShape && firstKnown) Certain = true;
            _keys ??= new List<string>(2);
            if (surname.HasShape) _keys.Insert(0, surname.Key);
            else _keys.Add(surname.Key);
        }

        public void AddLast(string key)
        {
            _keys ??= new List<string>(1);
            if (!_keys.Contains(key)) _keys.Add(key);
        }
    }

    // Shorter names than three letters inside a word are chance.
    private static Glue Glued(Lexeme word)
    {
        var piece = word.Text;
        if (piece.Length < 6 || IsNameWithSuffix(piece)) return Glue.None;
        if (word.Surname.HasShape)
        {
            // The tail of a word has no shape that the word lacks.
            for (var cut = Math.Min(piece.Length - 4, 12); cut >= 3; cut--)
            {
                if (NameDictionary.Find(piece[..cut]) is { } head && SurnameForm.Read(piece[cut..]).HasShape) return new Glue(head, piece[..cut], piece[cut..]);
            }

            // "kiakovleva" ends in a name by chance: it is a surname as it stands.
            return Glue.None;
        }

        for (var cut = 4; cut <= piece.Length - 3; cut++)
        {
            if (NameDictionary.Find(piece[cut..]) is { } tail && SurnameForm.Read(piece[..cut]).HasShape) return new Glue(tail, piece[cut..], piece[..cut]);
        }

        return Glue.None;
    }

    // Vladimirova is not Vlad Imirova.
    private static bool IsNameWithSuffix(string piece)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["ova", "eva", "ina", "ov", "ev", "in", "ova", "ов", "ова", "ев", "ева", "ин", "ина"])
        {
            if (piece.EndsWith(suffix, StringComparison.Ordinal) && NameDictionary.Find(piece[..^suffix.Length]) is { IsFull: true }) return true;
        }

        return false;
    }

    /// <summary>The words of a handle: runs of letters, lower case; a capital after a small letter begins a word.</summary>
    private readonly ref struct Pieces
    {
        private readonly ReadOnlySpan<char> _text;

        internal Pieces(ReadOnlySpan<char> text, Lexicon lexicon)
        {
            _text = text;
            All = new List<Lexeme>(3);
            Span<char> letters = stackalloc char[Longest];
            var length = 0;
            var previousLower = false;
            foreach (var c in text)
            {
                // IvanPetrov: a capital after a small letter begins a word.
                if (!char.IsLetter(c) || char.IsUpper(c) && previousLower) Flush(letters, ref length, lexicon);
                if (char.IsLetter(c)) letters[length++] = char.ToLowerInvariant(c);
                previousLower = char.IsLower(c);
            }

            Flush(letters, ref length, lexicon);
        }

        internal List<Lexeme> All { get; }

        internal int Key(Span<char> key)
        {
            var length = 0;
            foreach (var c in _text)
                if (char.IsLetterOrDigit(c)) key[length++] = char.ToLowerInvariant(c);
            return length;
        }

        internal string WordKey()
        {
            var count = 0;
            string? only = null;
            foreach (var piece in All)
            {
                if (piece.Text.Length < 2) continue;
                count++;
                only = piece.Coarse;
            }

            if (count == 1) return only!.Length < ShortestWordKey ? "" : only;
            if (count == 0) return "";
            var words = new List<string>(count);
            foreach (var piece in All)
                if (piece.Text.Length > 1) words.Add(piece.Coarse);
            words.Sort(StringComparer.Ordinal);
            var key = string.Join('+', words);
            return key.Length < ShortestWordKey ? "" : key;
        }

        private void Flush(Span<char> letters, ref int length, Lexicon lexicon)
        {
            if (length > 0) All.Add(lexicon[letters[..length]]);
            length = 0;
        }
    }

    private const int ShortestWordKey = 6;
}
