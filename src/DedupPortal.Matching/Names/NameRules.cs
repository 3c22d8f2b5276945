namespace DedupPortal.Matching.Names;

/// <summary>Which steps changed a name on its way to the normal form.</summary>
[Flags]
internal enum NameRules
{
    None = 0,

    /// <summary>Compatibility forms composed (NFKC), as of fancy letters.</summary>
    Unicode = 1,

    /// <summary>Emoji, invisible marks or signs dropped.</summary>
    Signs = 2,

    /// <summary>Look-alike letters of the other script inside one word replaced.</summary>
    Homoglyphs = 4,

    /// <summary>A word that says nothing about the person dropped ("client", "VIP").</summary>
    StopWord = 8,

    /// <summary>First name found in the dictionary as a diminutive.</summary>
    Diminutive = 16,

    /// <summary>Feminine ending of the surname folded.</summary>
    FeminineSurname = 32,

    /// <summary>First name and surname stood in each other's field.</summary>
    Swapped = 64,

    /// <summary>Letters spaced out for show put together.</summary>
    SpacedOut = 128,
}
