using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching;

/// <summary>Why a snapshot is of no use; the portal is then built anew out of its cards.</summary>
public enum SnapshotFault
{
    /// <summary>The bytes are no snapshot of a portal.</summary>
    NotASnapshot = 1,

    /// <summary>Another build of the engine wrote it, which may read names and phones differently.</summary>
    OtherBuild = 2,

    /// <summary>Bytes are missing or are not those that were written.</summary>
    Damaged = 3,
}

/// <summary>A portal out of a snapshot, or why there is none: one of the two is null.</summary>
public sealed record SnapshotReading(PortalMatcher? Portal, SnapshotFault? Fault);

public sealed partial class PortalMatcher
{
    /// <summary>Whether <see cref="Link"/> has run, so that single cards can be matched and explained.</summary>
    public bool IsLinked => _posteriors is not null;

    /// <summary>
    /// Writes the portal, with what <see cref="Link"/> has found: about 130 bytes a card. What came late is folded in first. The
    /// stream is neither sought in nor closed; its own exceptions pass through.
    /// </summary>
    public void Save(Stream to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Fold();
        PortalSnapshot.Write(to, _index, _posteriors is null ? null : new LinkedState(_prior, _alternatives));
    }

    /// <summary>
    /// Reads a portal that <see cref="Save"/> has written; it gives the same pairs as the one that was written. Given the same model and
    /// decisions it stays linked, given others it has to be linked again. Nothing is built before the last byte has been checked:
    /// a snapshot that is damaged or of another build is a <see cref="SnapshotFault"/>, no exception. Cost: the index is sorted anew.
    /// </summary>
    public static SnapshotReading Open(Stream from, MatchModel model, IReadOnlyList<ReviewedPair>? reviewed = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(model);
        if (PortalSnapshot.Read(from, out var fault) is not { } read) return new SnapshotReading(null, fault);
        var portal = new PortalMatcher(new PortalIndex(read.Draft), model, reviewed ?? []);
        if (read.Linked is { } linked) portal.Resume(linked);
        return new SnapshotReading(portal, null);
    }

    private void Resume(LinkedState linked)
    {
        // Learning is deterministic: the same cards, model and decisions give the same prior, and other ones give another.
        var learnt = AnchorLearning.Learn(_index, _counts, _given, _decisions);
        if (!PriorOf(learnt).Equals(linked.Prior)) return;
        (Model, _prior, _alternatives) = (learnt, linked.Prior, linked.Alternatives);
        _posteriors = new Posteriors(_alternatives, _index.Rows, _prior, Model);
    }

    private double PriorOf(MatchModel model) => Bits.LogOdds(model.LinkedShare) - Math.Log2(Math.Max(1, _index.Persons.Count));
}
