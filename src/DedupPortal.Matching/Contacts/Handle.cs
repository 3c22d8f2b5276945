using System.Text;
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

    /// <summary>The year of birth that stands in it as four digits, or as two of the years 1940 to 1999; else null.</summary>
    internal int? BirthYear { get; init; }

    /// <summary>Takes a handle apart; null when fewer than three letters or digits are left.</summary>
    internal static Handle? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text.Length > 64) text = text[..64];
        var pieces = Pieces(text, out var key);
        if (key.Length < 3) return null;
        NameForm? first = null;
        string? firstText = null;
        var surnames = new List<string>(2);
        var certain = false;
        foreach (var piece in pieces.Where(p => p.Length > 1))
        {
            if (StopWords.Contains(piece)) continue;
            if (first is null && piece.Length > 2 && NameDictionary.Find(piece) is { } form)
            {
                (first, firstText) = (form, piece);
                continue;
            }

            AddSurname(piece);
        }

        if (first is null)
        {
            foreach (var piece in pieces)
                if (Glued(piece) is { } glued)
                {
                    (first, firstText) = (glued.First, glued.Text);
                    AddSurname(glued.Remainder);
                    break;
                }
        }

        // An initial glued before the surname: kiakovleva, isidorov.
        if (first is null)
            foreach (var piece in pieces)
                if (piece.Length > 5 && SurnameForm.Read(piece[1..]) is { HasShape: true } rest && !surnames.Contains(rest.Key)) surnames.Add(rest.Key);

        var wordKey = string.Join('+', pieces.Where(p => p.Length > 1).Select(Skeleton.Coarse).Order(StringComparer.Ordinal));
        return new Handle
        {
            Text = text.ToLowerInvariant(),
            Key = key,
            WordKey = wordKey.Length < 6 ? "" : wordKey,
            First = first,
            FirstText = firstText,
            Surnames = surnames,
            SurnameCertain = certain,
            BirthYear = YearIn(text),
        };

        void AddSurname(string piece)
        {
            if (piece.Length < 3) return;
            var surname = SurnameForm.Read(piece);
            if (surname.Key.Length < 3 || surnames.Contains(surname.Key)) return;
            if (surname.HasShape && first is not null) certain = true;
            if (surname.HasShape) surnames.Insert(0, surname.Key);
            else surnames.Add(surname.Key);
        }
    }

    // 07 may be anything, 87 seldom is: two digits count for the last century alone.
    private static int? YearIn(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var end = i;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end == i) continue;
            var number = end - i <= 4 ? int.Parse(text.AsSpan(i, end - i), System.Globalization.CultureInfo.InvariantCulture) : 0;
            if (end - i == 4 && number is >= 1940 and <= 2015) return number;
            if (end - i == 2 && number >= 40) return 1900 + number;
            i = end;
        }

        return null;
    }

    // Shorter names than three letters inside a word are chance.
    private static (NameForm First, string Text, string Remainder)? Glued(string piece)
    {
        if (IsNameWithSuffix(piece)) return null;
        for (var cut = Math.Min(piece.Length - 4, 12); cut >= 3; cut--)
        {
            if (NameDictionary.Find(piece[..cut]) is { } head && SurnameForm.Read(piece[cut..]).HasShape) return (head, piece[..cut], piece[cut..]);
        }

        // "kiakovleva" ends in a name by chance: it is a surname as it stands.
        if (SurnameForm.Read(piece).HasShape) return null;
        for (var cut = 4; cut <= piece.Length - 3; cut++)
        {
            if (NameDictionary.Find(piece[cut..]) is { } tail && SurnameForm.Read(piece[..cut]).HasShape) return (tail, piece[cut..], piece[..cut]);
        }

        return null;
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

    private static List<string> Pieces(string text, out string key)
    {
        var pieces = new List<string>(3);
        var all = new StringBuilder(text.Length);
        var letters = new StringBuilder(text.Length);
        var previousLower = false;
        foreach (var c in text)
        {
            // IvanPetrov: a capital after a small letter begins a word.
            if (!char.IsLetter(c) || char.IsUpper(c) && previousLower) Flush();
            if (char.IsLetter(c)) letters.Append(char.ToLowerInvariant(c));
            if (char.IsLetterOrDigit(c)) all.Append(char.ToLowerInvariant(c));
            previousLower = char.IsLower(c);
        }

        Flush();
        key = all.ToString();
        return pieces;

        void Flush()
        {
            if (letters.Length > 0) pieces.Add(letters.ToString());
            letters.Clear();
        }
    }
}
