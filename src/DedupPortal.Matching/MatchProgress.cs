using System.Runtime.InteropServices;

namespace DedupPortal.Matching;

/// <summary>Stages of a run, in order. Names are stable.</summary>
public enum MatchPhase
{
    /// <summary>Texts become keys.</summary>
    Normalizing = 1,

    /// <summary>Keys are counted and sorted.</summary>
    Indexing = 2,

    /// <summary>Telegram cards look for their phone cards.</summary>
    Linking = 3,

    /// <summary>Cards of one kind are compared by phone, e-mail and company name.</summary>
    Deduplicating = 4,

    /// <summary>Pairs become groups.</summary>
    Clustering = 5,
}

/// <summary>How far a run is: <paramref name="Done"/> of <paramref name="Total"/> steps of one phase.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MatchProgress(MatchPhase Phase, int Done, int Total);
