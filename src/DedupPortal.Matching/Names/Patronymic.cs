namespace DedupPortal.Matching.Names;

/// <summary>A father's name out of a patronymic: its stem, and the bearer's sex.</summary>
internal readonly record struct Patronymic(string Stem, Sex Sex)
{
    // Endings of the coarse skeleton, longest first: -инична, -овна, -евна, -ична, -ївна; -ович, -евич, -ич; oğlu, qızı, ұлы.
    private static readonly (string Ending, Sex Sex)[] s_endings =
    [
      ("inicna", Sex.Female), ("ovna", Sex.Female), ("evna", Sex.Female), ("ivna", Sex.Female), ("icna", Sex.Female),
    ("ovic", Sex.Male), ("evic", Sex.Male), ("ivic", Sex.Male),
    ("kizi", Sex.Female), ("gizi", Sex.Female), ("uli", Sex.Male), ("ogli", Sex.Male), ("oglu", Sex.Male),
  ];

    /// <summary>
    /// Reads a coarse skeleton; null when it is not a patronymic. "ilic", "kuzmic", "lukic", "fomic", "nikitic" are the only
    /// ones in -ич without -ов or -ев that are common.
    /// </summary>
    internal static Patronymic? Read(string skeleton)
    {
        if (skeleton is "ilic" or "kuzmic" or "lukic" or "fomic" or "nikitic" or "savic")
            return new Patronymic(skeleton[..^2], Sex.Male);
        foreach (var (ending, sex) in s_endings)
        {
            if (skeleton.Length < ending.Length + 2 || !skeleton.EndsWith(ending, StringComparison.Ordinal)) continue;
            return new Patronymic(skeleton[..^ending.Length], sex);
        }

        return null;
    }
}
