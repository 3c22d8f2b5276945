namespace DedupPortal.Matching;

/// <summary>Verdict about a pair (Fellegi and Sunter 1969: link, possible link, non-link). Numbers are stable.</summary>
public enum Classification
{
    /// <summary>Not worth showing.</summary>
    NonMatch = 0,

    /// <summary>A person has to look.</summary>
    PossibleMatch = 1,

    /// <summary>The evidence is enough by itself.</summary>
    Match = 2,
}
