namespace DedupPortal.Matching.Names;

/// <summary>A surname in its masculine skeleton.</summary>
/// <param name="Key">Coarse skeleton, feminine endings folded: Петрова, Petrov → petrov.</param>
/// <param name="Sex">Female when the ending says so, else unknown: many surnames have one form.</param>
/// <param name="HasShape">Whether it ends as surnames do, so that it is a surname wherever it stands.</param>
internal readonly record struct SurnameForm(string Key, Sex Sex, bool HasShape)
{
    private static readonly string[] s_shapes =
    [
      "ov", "ev", "ski", "cki", "enko", "cenko", "uk", "ec", "dze", "svili", "ovic", "evic", "ih", "zade", "escu", "bai", "bekov",
  ];

    // Endings that ordinary words share: only in words long enough.
    private static readonly string[] s_longShapes = ["in", "an", "ko", "ak", "li", "bek", "ic"];

    /// <summary>Reads a lower-case word of either script.</summary>
    internal static SurnameForm Read(string lowerWord)
    {
        var (masculine, feminine) = Masculine(lowerWord);
        var key = Skeleton.Coarse(masculine);
        if (key.Length > 4 && (key.EndsWith("ova", StringComparison.Ordinal) || key.EndsWith("eva", StringComparison.Ordinal)
          || key.Length > 5 && key.EndsWith("ina", StringComparison.Ordinal)))
        {
            key = key[..^1];
            feminine = true;
        }

        return new SurnameForm(key, feminine ? Sex.Female : Sex.Unknown, Shaped(key));
    }

    private static (string Word, bool Feminine) Masculine(string word)
    {
        if (word.Length < 5) return (word, false);
        // Adjectival surnames: -ая, -ой, -ый, -ий fall onto one ending; the skeleton alone would lose -ая.
        if (word.EndsWith("ая", StringComparison.Ordinal)) return (word[..^2] + "ий", true);
        if (word.EndsWith("яя", StringComparison.Ordinal)) return (word[..^2] + "ий", true);
        if (word.EndsWith("ой", StringComparison.Ordinal)) return (word[..^2] + "ий", false);
        if (word.EndsWith("ська", StringComparison.Ordinal) || word.EndsWith("цька", StringComparison.Ordinal))
            return (word[..^1] + "ий", true);
        foreach (var ending in (ReadOnlySpan<string>)["skaya", "skaia", "skaja", "ckaya", "ckaia", "tskaya", "tskaia"])
            if (word.EndsWith(ending, StringComparison.Ordinal)) return (word[..^3] + "iy", true);
        if (word.EndsWith("aya", StringComparison.Ordinal) || word.EndsWith("aia", StringComparison.Ordinal)) return (word[..^3] + "iy", true);
        if (word.EndsWith("oy", StringComparison.Ordinal) || word.EndsWith("oi", StringComparison.Ordinal)) return (word[..^2] + "iy", false);
        if (word.EndsWith("ska", StringComparison.Ordinal)) return (word[..^1] + "iy", true);
        return (word, false);
    }

    private static bool Shaped(string key)
    {
        foreach (var shape in s_shapes)
            if (key.Length > shape.Length + 1 && key.EndsWith(shape, StringComparison.Ordinal)) return true;
        foreach (var shape in s_longShapes)
            if (key.Length >= 5 && key.Length > shape.Length + 2 && key.EndsWith(shape, StringComparison.Ordinal)) return true;
        return false;
    }
}
