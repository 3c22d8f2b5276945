using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>What a person said about two cards. Names are stored.</summary>
public enum ReviewVerdict
{
    AssertedDifferent = 1,
    AssertedSame = 2,
}

/// <summary>
/// A person's word about a pair of cards, which later scans obey. The pair is in canonical order; it has at most one decision that
/// is not retracted.
/// </summary>
public sealed class ReviewDecision : ITenantOwned
{
    public const int ReasonLength = 500;
    public const int NameLength = 120;

    private ReviewDecision() => (Reason, AuthorName) = ("", "");

    public ReviewDecision(TenantId tenant, PortalId portal, EntityRef one, EntityRef other, ReviewVerdict verdict, string reason, GroupId? group, Actor author, DateTimeOffset now)
        : this()
    {
        if (one == other) throw new ArgumentException("A decision needs two different cards.", nameof(other));
        var (first, second) = one < other ? (one, other) : (other, one);
        (TenantId, Id, PortalId) = (tenant, DecisionId.New(), portal);
        (FirstType, FirstId, SecondType, SecondId) = (first.Type, first.Id, second.Type, second.Id);
        (Verdict, Reason, GroupId) = (verdict, reason, group);
        (AuthorId, AuthorName, DecidedAt) = (author.AccountId, author.Name, now);
    }

    public TenantId TenantId { get; private set; }

    public DecisionId Id { get; private set; }

    public PortalId PortalId { get; private set; }

    public EntityType FirstType { get; private set; }

    public long FirstId { get; private set; }

    public EntityType SecondType { get; private set; }

    public long SecondId { get; private set; }

    public EntityRef First => new(FirstType, FirstId);

    public EntityRef Second => new(SecondType, SecondId);

    public ReviewVerdict Verdict { get; private set; }

    /// <summary>In the person's own words, up to <see cref="ReasonLength"/> characters; empty when a merge says so.</summary>
    public string Reason { get; private set; }

    /// <summary>The group on which it was decided; null for a pair chosen by hand.</summary>
    public GroupId? GroupId { get; private set; }

    /// <summary>
    /// The merge that says so; null for a word of its own. It teaches and holds no cards together: the merge has done that in the portal.
    /// </summary>
    public Guid? MergeId { get; init; }

    public Guid? AuthorId { get; private set; }

    public string AuthorName { get; private set; }

    public DateTimeOffset DecidedAt { get; private set; }

    /// <summary>What had come out of every comparison of the pair (<see cref="LevelPattern"/>); null when the engine had not scored it.</summary>
    public long? Pattern { get; private set; }

    /// <summary>What the engine had said of the pair, in bits; null as above.</summary>
    public double? LogOdds { get; private set; }

    /// <summary>Follows from the decision about the group's strongest pair.</summary>
    public bool Inferred { get; private set; }

    /// <summary>When it was taken back; null while it holds.</summary>
    public DateTimeOffset? RetractedAt { get; private set; }

    /// <summary>Keeps what the engine had found, so that the decision teaches the portal's model.</summary>
    internal void Teach(ReviewedPair pair) => (Pattern, LogOdds, Inferred) = (pair.Pattern.Value, pair.LogOdds, pair.Inferred);

    /// <summary>What the decision teaches; null when the engine had not scored the pair.</summary>
    internal ReviewedPair? Taught => Pattern is { } pattern && LogOdds is { } odds
        ? new ReviewedPair(new LevelPattern(pattern), odds, Verdict is ReviewVerdict.AssertedSame, Inferred) : null;

    public void Retract(DateTimeOffset now)
    {
        if (RetractedAt is not null) throw new InvalidOperationException("The decision is already retracted.");
        RetractedAt = now;
    }
}
