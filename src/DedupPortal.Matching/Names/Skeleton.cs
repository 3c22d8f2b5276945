using System.Text;

namespace DedupPortal.Matching.Names;

/// <summary>
/// One short spelling for a word of either script, so that no transliteration scheme has to be recognised: Cyrillic is
/// spelled in Latin first, then the digraphs of all common schemes fall onto one letter (zh, ž, j… → z, shch, sch → s).
/// </summary>
internal static class Skeleton
{
    private static readonly string[] s_latinOfCyrillic = CyrillicTable();

    // Longest first; what several schemes write for one Cyrillic letter or ending.
    private static readonly (string From, string Coarse, string Fine)[] s_digraphs =
    [
      ("shch", "s", "s"), ("sch", "s", "s"), ("tch", "c", "c"),
    ("iya", "a", "ia"), ("ija", "a", "ia"), ("iia", "a", "ia"), ("yia", "a", "ia"), ("yya", "a", "ia"), ("yja", "a", "ia"),
    ("iye", "e", "e"), ("ije", "e", "e"), ("yye", "e", "e"), ("iyu", "u", "iu"), ("iju", "u", "iu"), ("iyo", "e", "e"),
    ("zh", "z", "z"), ("kh", "h", "h"), ("gh", "g", "g"), ("ts", "c", "c"), ("tc", "c", "c"), ("tz", "c", "c"),
    ("ch", "c", "c"), ("cz", "c", "c"), ("sh", "s", "s"), ("sz", "s", "s"), ("ks", "x", "x"), ("dj", "dz", "dz"),
    ("iu", "u", "iu"), ("yu", "u", "iu"), ("ju", "u", "iu"), ("ia", "a", "ia"), ("ya", "a", "ia"), ("ja", "a", "ia"),
    ("io", "e", "e"), ("yo", "e", "e"), ("jo", "e", "e"), ("ie", "e", "e"), ("ye", "e", "e"), ("je", "e", "e"),
    ("iy", "i", "i"), ("ij", "i", "i"), ("yi", "i", "i"), ("yj", "i", "i"), ("ph", "f", "f"), ("ck", "k", "k"),
    ("y", "i", "i"), ("j", "i", "i"), ("w", "v", "v"), ("q", "k", "k"),
  ];

    private static readonly (string From, string Coarse, string Fine)[][] s_byFirst = ByFirstLetter();

    /// <summary>
    /// The coarse spelling: a–z and 0–9, doubled letters once, ya/yu as a/u. Two spellings of one surname agree in about 95
    /// of 100 cases whatever the scheme. Empty when the word has no letter of either script.
    /// </summary>
    internal static string Coarse(string lowerWord) => Fold(lowerWord, fine: false);

    /// <summary>
    /// The fine spelling, which keeps what tells short first names apart: ya/yu as ia/iu and doubled letters (Яна and Анна).
    /// </summary>
    internal static string Fine(string lowerWord) => Fold(lowerWord, fine: true);

    private const int LongestWord = 64;

    // The longest that one letter becomes: щ, shch.
    private const int LatinPerLetter = 4;

    private static string Fold(ReadOnlySpan<char> word, bool fine)
    {
        if (word.Length > LongestWord) word = word[..LongestWord];
        Span<char> latin = stackalloc char[LongestWord * LatinPerLetter];
        latin = latin[..ToLatin(word, latin)];
        Span<char> folded = stackalloc char[LongestWord * LatinPerLetter];
        var length = 0;
        for (var i = 0; i < latin.Length;)
        {
            var (taken, kept) = Sound(latin[i..], fine);
            foreach (var letter in kept) Add(folded, ref length, letter, fine);
            if (kept.Length == 0) Add(folded, ref length, latin[i], fine);
            i += taken;
        }

        return new string(folded[..length]);
    }

    // The digraph at the head and what it falls onto, or one letter and nothing.
    private static (int Taken, string Kept) Sound(ReadOnlySpan<char> latin, bool fine)
    {
        if (latin[0] is >= 'a' and <= 'z')
        {
            foreach (var (from, coarse, kept) in s_byFirst[latin[0] - 'a'])
                if (latin.StartsWith(from, StringComparison.Ordinal)) return (from.Length, fine ? kept : coarse);
        }

        return (1, "");
    }

    private static void Add(Span<char> folded, ref int length, char letter, bool fine)
    {
        if (letter is not (>= 'a' and <= 'z' or >= '0' and <= '9')) return;
        // Digits are never doubled letters; a run of i comes from ий, ый, iy and is one sound.
        var repeated = length > 0 && folded[length - 1] == letter && !char.IsAsciiDigit(letter);
        if (repeated && (!fine || letter == 'i')) return;
        folded[length++] = letter;
    }

    private static int ToLatin(ReadOnlySpan<char> word, Span<char> latin)
    {
        var length = 0;
        foreach (var c in word)
        {
            if (c < 128)
            {
                latin[length++] = c;
            }
            else if (Homoglyphs.IsCyrillic(c))
            {
                foreach (var letter in s_latinOfCyrillic[c - 0x400]) latin[length++] = letter;
            }
            else if (WithoutAccent(c) is { } plain)
            {
                latin[length++] = plain;
            }
        }

        return length;
    }

    private static char? WithoutAccent(char c)
    {
        switch (c)
        {
            case 'ß': return 's';
            case 'ø': return 'o';
            case 'ł': return 'l';
            case 'đ': return 'd';
            case 'ı': return 'i';
            case 'æ': return 'e';
        }

        if (char.IsSurrogate(c) || c == '\uFFFE') return null;
        foreach (var part in c.ToString().Normalize(NormalizationForm.FormD))
            if (part is >= 'a' and <= 'z') return part;
        return null;
    }

    private static string[] CyrillicTable()
    {
        var table = new string[0x130];
        Array.Fill(table, "");
        void Set(string letters, params string[] latin)
        {
            for (var i = 0; i < letters.Length; i++) table[letters[i] - 0x400] = latin[i];
        }

        Set("абвгдеёжзийклмноп", "a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p");
        Set("рстуфхцчшщъыьэюя", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya");
        // Ukrainian and Belarusian, then Kazakh, Kyrgyz, Tatar, Uzbek, Tajik.
        Set("іїєґў", "i", "yi", "ye", "g", "u");
        Set("әғқңөұүһҳҷӣӯҗ", "a", "g", "k", "n", "o", "u", "u", "h", "h", "ch", "i", "u", "zh");
        return table;
    }

    private static (string From, string Coarse, string Fine)[][] ByFirstLetter()
    {
        var table = new (string, string, string)[26][];
        for (var letter = 0; letter < 26; letter++)
            table[letter] = [.. s_digraphs.Where(d => d.From[0] == 'a' + letter).OrderByDescending(d => d.From.Length)];
        return table;
    }
}
