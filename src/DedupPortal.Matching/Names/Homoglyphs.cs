namespace DedupPortal.Matching.Names;

/// <summary>Repairs words typed with look-alike letters of two scripts: "Алекceй" with a Latin c and e.</summary>
internal static class Homoglyphs
{
    // Pairs of letters that look alike in print or in handwriting, by position.
    private const string Latin = "AaBCcEeHKkMmOoPpTtXxYyubhi";
    private const string Cyrillic = "АаВСсЕеНКкМмОоРрТтХхУуиьні";

    /// <summary>
    /// The word in one script. Words of one script come back unchanged. A letter that exists in one script only decides;
    /// where every letter could be either, Cyrillic wins.
    /// </summary>
    internal static string Repair(string word, out bool repaired)
    {
        repaired = false;
        var latin = 0;
        var cyrillic = 0;
        var onlyLatin = 0;
        var onlyCyrillic = 0;
        foreach (var c in word)
        {
            if (IsCyrillic(c))
            {
                cyrillic++;
                if (!Cyrillic.Contains(c)) onlyCyrillic++;
            }
            else if (char.IsAsciiLetter(c))
            {
                latin++;
                if (!Latin.Contains(c)) onlyLatin++;
            }
        }

        if (latin == 0 || cyrillic == 0) return word;
        if (onlyLatin > 0 && onlyCyrillic > 0) return word;
        repaired = true;
        var (from, to) = onlyLatin > 0 ? (Cyrillic, Latin) : (Latin, Cyrillic);
        return string.Create(word.Length, (word, from, to), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var at = state.from.IndexOf(state.word[i], StringComparison.Ordinal);
                span[i] = at < 0 ? state.word[i] : state.to[at];
            }
        });
    }

    internal static bool IsCyrillic(char c) => c is >= (char)0x400 and <= (char)0x52F;
}
