using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Portals;

/// <summary>A field of the application's form cannot be what it should be: <c>Host</c>, <c>ClientId</c> or <c>ClientSecret</c>.</summary>
public sealed record ApplicationUnreadable(string Field) : Failure
{
    public override IReadOnlyList<object> Parameters => [Field];
}

/// <summary>No attempt of this member in this browser waits for that answer: it is too old, was used, or was begun elsewhere.</summary>
public sealed record AuthorisationUnknown : Failure;

/// <summary>The authorisation server refused; <see cref="ErrorCode"/> is its word.</summary>
public sealed record AuthorisationRefused(string ErrorCode) : Failure
{
    public override IReadOnlyList<object> Parameters => [ErrorCode];
}

/// <summary>Another portal answered than the one that was asked.</summary>
public sealed record AnswerOfOtherPortal(string Expected, string Given) : Failure
{
    public override IReadOnlyList<object> Parameters => [Expected, Given];
}

internal static class ApplicationFailures
{
    /// <summary>What a person is told of an error of the authorisation server.</summary>
    public static Failure From(BitrixError error) => error switch
    {
        BitrixError.RetryLater later => new PortalUnavailable(later.Reason),
        BitrixError.AddressRefused refused => new PortalAddressRefused(refused.Code),
        _ => new AuthorisationRefused(error.Code),
    };
}
