using System.Globalization;
using System.Text;

namespace DedupPortal.Matching.Names;

/// <summary>A word of a text: lower-case letters and digits of (mostly) one script, without marks.</summary>
/// <param name="Text">The word, lower case, look-alikes replaced.</param>
/// <param name="Capital">Whether it began with a capital letter.</param>
/// <param name="HasDigit">Whether a digit stands in it.</param>
/// <param name="Dotted">Whether a full stop followed at once, as after an initial.</param>
internal readonly record struct Word(string Text, bool Capital, bool HasDigit, bool Dotted);

/// <summary>Splits a text as people type it into words.</summary>
internal static class Words
{
    /// <summary>Texts are read up to this many characters: nothing about identity stands further behind.</summary>
    internal const int LongestText = 4000;

    /// <summary>
    /// Words of a text in order. Any string is accepted, lone surrogates included. Cost: linear, 4,000 characters at most.
    /// </summary>
    internal static List<Word> Split(string? text, ref NameRules rules)
    {
        var words = new List<Word>(4);
        if (string.IsNullOrEmpty(text)) return words;
        var clean = Compose(text, ref rules);
        var letters = new StringBuilder(24);
        var capital = false;
        var digit = false;
        foreach (var rune in clean.EnumerateRunes())
        {
            switch (Kind(rune))
            {
                case RuneKind.Letter:
                    if (letters.Length == 0) capital = Rune.IsUpper(rune);
                    Append(letters, rune);
                    break;
                case RuneKind.Digit:
                    Append(letters, rune);
                    digit = true;
                    break;
                case RuneKind.Inside:
                    if (rune.Value > 127) rules |= NameRules.Signs;
                    break;
                default:
                    if (rune.Value > 0x2000) rules |= NameRules.Signs;
                    Flush(dotted: rune.Value == '.', ref rules);
                    break;
            }
        }

        Flush(dotted: false, ref rules);
        return words;

        void Flush(bool dotted, ref NameRules seen)
        {
            if (letters.Length == 0) return;
            var word = Homoglyphs.Repair(letters.ToString(), out var repaired);
            if (repaired) seen |= NameRules.Homoglyphs;
            words.Add(new Word(word.ToLowerInvariant(), capital, digit, dotted));
            letters.Clear();
            capital = digit = false;
        }
    }

    private enum RuneKind { Other, Letter, Digit, Inside }

    private static RuneKind Kind(Rune rune)
    {
        // Apostrophes and primes stand for the soft sign or join a name: O'Neil, Tat'yana.
        if (rune.Value is '\'' or '`' or 0x2019 or 0x2018 or 0x02BC or 0x02B9 or 0x02BB or 0x02BA) return RuneKind.Inside;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
              or UnicodeCategory.OtherLetter => RuneKind.Letter,
            UnicodeCategory.DecimalDigitNumber => RuneKind.Digit,
            // Zero-width joiners, bidi and variation marks, combining accents: part of the word, never of the name.
            UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
              or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ModifierLetter => RuneKind.Inside,
            _ => RuneKind.Other,
        };
    }

    private static string Compose(string text, ref NameRules rules)
    {
        if (text.Length > LongestText) text = text[..LongestText];
        if (IsPlain(text)) return text;
        var sound = Sound(text);
        var composed = sound.Normalize(NormalizationForm.FormKC);
        if (composed != text) rules |= NameRules.Unicode;
        return composed;
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (c is not (< (char)0x80 or >= 'А' and <= 'я' or 'ё' or 'Ё')) return false;
        return true;
    }

    // String.Normalize throws on U+FFFE and on a surrogate without its partner, and cards do contain them (cut emoji).
    private static string Sound(string text)
    {
        StringBuilder? copy = null;
        for (var i = 0; i < text.Length; i++)
        {
            var paired = char.IsHighSurrogate(text[i])
              ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
              : char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]);
            if (char.IsSurrogate(text[i]) && !paired || text[i] == '\uFFFE') (copy ??= new StringBuilder(text))[i] = ' ';
        }

        return copy?.ToString() ?? text;
    }

    private static void Append(StringBuilder letters, Rune rune)
    {
        Span<char> buffer = stackalloc char[2];
        letters.Append(buffer[..rune.EncodeToUtf16(buffer)]);
    }
}
