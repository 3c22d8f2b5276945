using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>What became of a step, or what reading the portal shows about it.</summary>
internal abstract record StepReply
{
    private StepReply()
    {
    }

    /// <summary>It has happened.</summary>
    public sealed record Reached(StepOutcome Outcome) : StepReply;

    /// <summary>It has not happened, or not wholly; sending it brings what is missing.</summary>
    public sealed record NotReached : StepReply;

    /// <summary>The portal refused: it has not happened and sending it again would be refused again. <paramref name="IsPartial"/>: a part of it has happened.
    /// <paramref name="Found"/>: what is in the portal of a write that was sent before and whose answer was lost.</summary>
    public sealed record Refused(Failure Failure, bool IsPartial = false, StepOutcome? Found = null) : StepReply;

    /// <summary>The answer was lost: only reading tells.</summary>
    public sealed record Lost : StepReply;

    /// <summary>Not executed; may succeed later.</summary>
    public sealed record Later(RetryReason Reason, TimeSpan? After) : StepReply;

    /// <summary>Not executed; a person has to mend the connection.</summary>
    public sealed record Closed(Failure Failure) : StepReply;

    /// <summary>Reading does not tell.</summary>
    public sealed record Unclear : StepReply;

    public static readonly StepReply Done = new Reached(StepOutcome.Nothing);

    public static StepReply From(BitrixError error, EntityRef? record) => error switch
    {
        BitrixError.RetryLater { AnswerLost: true } => new Lost(),
        BitrixError.RetryLater later => new Later(later.Reason, later.After),
        BitrixError.Reauthorise or BitrixError.CredentialRevoked or BitrixError.PortalGone or BitrixError.PortalRenamed
            or BitrixError.AddressRefused or BitrixError.MissingScope => new Closed(PortalFailures.From(error)),
        _ => new Refused(record is { } known ? MergeFailures.From(error, known) : PortalFailures.From(error)),
    };

    /// <summary>For a read: nothing was written, so a lost answer only means to ask again later.</summary>
    public static StepReply FromRead(BitrixError error, EntityRef? record) => error switch
    {
        BitrixError.RetryLater later => new Later(later.Reason, later.After),
        _ => From(error, record),
    };
}
