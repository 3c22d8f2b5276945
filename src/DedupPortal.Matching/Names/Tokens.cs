using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Names;

/// <summary>A word of a text where it stands.</summary>
/// <param name="Lexeme">What the word says.</param>
/// <param name="Capital">Whether it began with a capital letter here.</param>
/// <param name="Dotted">Whether a full stop followed at once, as after an initial.</param>
/// <param name="Field">The field it stood in.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(Lexeme Lexeme, bool Capital, bool Dotted, NameField Field);

/// <summary>The field of a card that a word stood in.</summary>
internal enum NameField : byte
{
    First,
    Second,
    Last,
}

/// <summary>
/// Splits texts into tokens. Cyrillic and Latin text with the usual emoji is split where it stands; everything else goes the
/// way of <see cref="Words"/>, with the same outcome.
/// </summary>
internal static class Tokens
{
    internal static void Split(ReadOnlySpan<char> text, NameField field, Lexicon lexicon, List<Token> into, ref NameRules rules)
    {
        if (text.Length > Words.LongestText) text = text[..Words.LongestText];
        var count = into.Count;
        var before = rules;
        if (SplitPlain(text, field, lexicon, into, ref rules)) return;
        into.RemoveRange(count, into.Count - count);
        rules = before;
        foreach (var word in Words.Split(text.ToString(), ref rules)) into.Add(new Token(lexicon[word.Text], word.Capital, word.Dotted, field));
    }

    // False at the first letter that needs more than this.
    private static bool SplitPlain(ReadOnlySpan<char> text, NameField field, Lexicon lexicon, List<Token> into, ref NameRules rules)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            if (IsLetterOrDigit(c))
            {
                if (start < 0) start = i;
                continue;
            }

            if (c >= 0x80)
            {
                if (!IsSign(text, ref i)) return false;
                rules |= NameRules.Signs;
                c = '\u2600';
            }
            else if (c is '\'' or '`')
            {
                return false;
            }

            if (start < 0) continue;
            var end = c == '\u2600' ? LastLetter(text, i) : i;
            var word = lexicon[text[start..end]];
            if (word.Repaired) rules |= NameRules.Homoglyphs;
            into.Add(new Token(word, char.IsUpper(text[start]), c == '.', field));
            start = -1;
        }

        return true;
    }

    private static bool IsLetterOrDigit(char c) =>
        c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or >= 'А' and <= 'я' or 'ё' or 'Ё';

    // An emoji is two units long; the word ended before the first.
    private static int LastLetter(ReadOnlySpan<char> text, int at)
    {
        while (at > 0 && !IsLetterOrDigit(text[at - 1])) at--;
        return at;
    }

    // Signs that are no letter under any reading and that no composition turns into one. Stands on the last unit afterwards.
    private static bool IsSign(ReadOnlySpan<char> text, ref int i)
    {
        var c = text[i];
        if (c is >= '\u2600' and <= '\u27BF' or '№' or '—' or '–' or '«' or '»')
        {
            // A variation mark belongs to the sign before it, not to the word behind.
            if (c >= '\u2600' && i + 1 < text.Length && text[i + 1] == '\uFE0F') i++;
            return c is not '№';
        }

        if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
        var rune = char.ConvertToUtf32(c, text[i + 1]);
        if (rune is not (>= 0x1F1E6 and <= 0x1F1FF or >= 0x1F300 and <= 0x1FAFF)) return false;
        i++;
        return true;
    }
}
