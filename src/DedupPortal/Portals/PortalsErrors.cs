using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Portals;

/// <summary>The pasted text is not an incoming webhook's address.</summary>
public sealed record WebhookUnreadable(WebhookProblem Problem) : Failure
{
    public override IReadOnlyList<object> Parameters => [Problem.ToString()];
}

/// <summary>The address may not be called: not https, or inside a private network that no setting allows.</summary>
public sealed record PortalAddressRefused(string Reason) : Failure
{
    public override IReadOnlyList<object> Parameters => [Reason];
}

/// <summary>The portal did not answer usably; trying again later may help.</summary>
public sealed record PortalUnavailable(RetryReason Reason) : Failure
{
    public override IReadOnlyList<object> Parameters => [Reason.ToString()];
}

/// <summary>The portal no longer accepts the credential: the webhook was deleted or its user dismissed.</summary>
public sealed record CredentialRefused : Failure;

/// <summary>The portal's user lacks a right.</summary>
public sealed record PortalRightMissing(string Description) : Failure
{
    public override IReadOnlyList<object> Parameters => [Description];
}

/// <summary>The credential lacks a scope.</summary>
public sealed record PortalScopeMissing(string Description) : Failure
{
    public override IReadOnlyList<object> Parameters => [Description];
}

/// <summary>The record does not exist in the portal (any more).</summary>
public sealed record PortalRecordMissing : Failure;

/// <summary>The portal is closed, or its paid period is over.</summary>
public sealed record PortalClosed(string Description) : Failure
{
    public override IReadOnlyList<object> Parameters => [Description];
}

/// <summary>The portal's version lacks a method that is needed.</summary>
public sealed record PortalMethodMissing(string Description) : Failure
{
    public override IReadOnlyList<object> Parameters => [Description];
}

/// <summary>The portal understood and refused; its own words are all there is to say.</summary>
public sealed record PortalRejected(string ErrorCode, string Description) : Failure
{
    public override IReadOnlyList<object> Parameters => [ErrorCode, Description];
}

/// <summary>The webhook works but lacks something that the product cannot do without.</summary>
public sealed record PortalInsufficient(IReadOnlyList<PortalGap> Gaps) : Failure
{
    public override IReadOnlyList<object> Parameters => [string.Join(", ", Gaps.Where(gap => gap.Required).Select(gap => gap.Name))];
}

/// <summary>The agency has connected this portal already.</summary>
public sealed record PortalConnectedAlready(string Name) : Failure
{
    public override IReadOnlyList<object> Parameters => [Name];
}

/// <summary>The webhook belongs to another portal than the one to reconnect.</summary>
public sealed record WebhookOfOtherPortal(string Expected, string Given) : Failure
{
    public override IReadOnlyList<object> Parameters => [Expected, Given];
}

/// <summary>The portal is disconnected or its credential revoked; it has to be reconnected first.</summary>
public sealed record PortalNotConnected(string Name) : Failure
{
    public override IReadOnlyList<object> Parameters => [Name];
}

/// <summary>The portal now lives at <see cref="NewEndpoint"/>; it has to be connected there.</summary>
public sealed record PortalMoved(string NewEndpoint) : Failure
{
    public override IReadOnlyList<object> Parameters => [NewEndpoint];
}

/// <summary>Turns what the client says into what a person is told.</summary>
public static class PortalFailures
{
    public static Failure From(BitrixError error) => error switch
    {
        BitrixError.RetryLater later => new PortalUnavailable(later.Reason),
        BitrixError.Reauthorise or BitrixError.CredentialRevoked => new CredentialRefused(),
        BitrixError.MissingRight right => new PortalRightMissing(right.Description),
        BitrixError.MissingScope scope => new PortalScopeMissing(scope.Description),
        BitrixError.NotFound => new PortalRecordMissing(),
        BitrixError.PortalRenamed renamed => new PortalMoved(renamed.NewEndpoint),
        BitrixError.PortalGone gone => new PortalClosed(gone.Description),
        BitrixError.MethodMissing missing => new PortalMethodMissing(missing.Description),
        BitrixError.Rejected rejected => new PortalRejected(rejected.Code, rejected.Description),
        BitrixError.AddressRefused refused => new PortalAddressRefused(refused.Code),
        _ => throw new InvalidOperationException($"No failure for {error.GetType().Name}."),
    };
}
