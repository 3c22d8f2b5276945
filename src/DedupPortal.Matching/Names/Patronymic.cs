namespace DedupPortal.Matching.Names;

/// <summary>A father's name out of a patronymic.</summary>
/// <param name="Stem">Skeleton of the father's name without its ending.</param>
/// <param name="Sex">The bearer's.</param>
/// <param name="IsNeverSurname">Whether no surname looks so: spoken forms (Иваныч, Палыч), -оглы and -кызы.</param>
internal readonly record struct Patronymic(string Stem, Sex Sex, bool IsNeverSurname)
{
    // Endings of the coarse skeleton, longest first: -инична, -овна, -евна, -ична, -ївна; -ович, -евич, -ич; oğlu, qızı, ұлы.
    private static readonly (string Ending, Sex Sex)[] s_endings =
    [
      ("inicna", Sex.Female), ("ovna", Sex.Female), ("evna", Sex.Female), ("ivna", Sex.Female), ("icna", Sex.Female),
    ("ovic", Sex.Male), ("evic", Sex.Male), ("ivic", Sex.Male),
    ("kizi", Sex.Female), ("gizi", Sex.Female), ("uli", Sex.Male), ("ogli", Sex.Male), ("ugli", Sex.Male), ("oglu", Sex.Male),
  ];

    // Where speech changes more than the ending.
    private static readonly Dictionary<string, string> s_spoken = new(StringComparer.Ordinal)
    {
        ["palic"] = "pavl",
        ["mihalic"] = "mihail",
        ["sanic"] = "alexandr",
        ["alexandric"] = "alexandr",
        ["nikolaic"] = "nikola",
        ["vasilic"] = "vasil",
        ["sergeic"] = "serg",
        ["andreic"] = "andr",
        ["alexeic"] = "alex",
        ["dmitric"] = "dmitri",
        ["anatolic"] = "anatol",
    };

    private static readonly string[] s_spokenPlain = ["ivan", "stepan", "semen", "egor", "boris", "viktor", "maxim", "anton", "roman", "fedor"];

    /// <summary>
    /// Reads a coarse skeleton; null when it is not a patronymic. "ilic", "kuzmic", "lukic", "fomic", "nikitic" are the only
    /// ones in -ич without -ов or -ев that are common.
    /// </summary>
    internal static Patronymic? Read(string skeleton)
    {
        if (skeleton is "ilic" or "kuzmic" or "lukic" or "fomic" or "nikitic" or "savic")
            return new Patronymic(skeleton[..^2], Sex.Male, IsNeverSurname: false);
        if (s_spoken.TryGetValue(skeleton, out var stem)) return new Patronymic(stem, Sex.Male, IsNeverSurname: true);
        if (skeleton.EndsWith("ic", StringComparison.Ordinal) && s_spokenPlain.Contains(skeleton[..^2], StringComparer.Ordinal))
            return new Patronymic(skeleton[..^2], Sex.Male, IsNeverSurname: true);
        foreach (var (ending, sex) in s_endings)
        {
            if (skeleton.Length < ending.Length + 2 || !skeleton.EndsWith(ending, StringComparison.Ordinal)) continue;
            return new Patronymic(skeleton[..^ending.Length], sex, IsNeverSurname: ending is "ogli" or "oglu" or "ugli" or "kizi" or "gizi");
        }

        return null;
    }
}
