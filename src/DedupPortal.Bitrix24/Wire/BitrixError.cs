using System.Text;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Every way in which a portal refuses or fails, as a closed set (bitrix24 REST: general and authorisation errors).
/// <see cref="Code"/> is the portal's <c>error</c> as text, which may be empty or "0", or a code of <see cref="ClientCodes"/>
/// when the portal gave none; <see cref="Description"/> its <c>error_description</c>, which may be empty and may quote
/// what was sent. Neither ever holds a credential; the text form leaves the description out.
/// </summary>
public abstract record BitrixError
{
    private BitrixError(string code, string description)
    {
        Code = code;
        Description = description;
    }

    public string Code { get; }

    public string Description { get; }

    protected virtual bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Code = ").Append(Code);
        return true;
    }

    /// <summary>
    /// The portal could not answer now: rate, operating or overload limit, 5xx, HTML, time-out, broken connection.
    /// <see cref="AnswerLost"/>: the request may have been executed although no usable answer came back, so a write
    /// must not be sent again before the portal was read. <see cref="After"/> is the wait that the answer implies.
    /// </summary>
    public sealed record RetryLater(string Code, string Description, RetryReason Reason, bool AnswerLost, TimeSpan? After = null) : BitrixError(Code, Description);

    /// <summary>The access token ran out; a refresh and one repetition may succeed.</summary>
    public sealed record Reauthorise(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The credential is no longer valid: webhook deleted, application uninstalled, user dismissed.</summary>
    public sealed record CredentialRevoked(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The acting user lacks a right on this record or type.</summary>
    public sealed record MissingRight(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The credential lacks a scope, or the kind of credential is not accepted for this method.</summary>
    public sealed record MissingScope(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The record does not exist (any more).</summary>
    public sealed record NotFound(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The portal is deleted, blocked, or its paid period is over.</summary>
    public sealed record PortalGone(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The method does not exist on this portal (an older on-premise version, say).</summary>
    public sealed record MethodMissing(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>The portal understood the call and refused it: bad argument, required field, business rule.</summary>
    public sealed record Rejected(string Code, string Description) : BitrixError(Code, Description);

    /// <summary>
    /// The portal has a new address and answers the old one with a redirect. Nothing was executed.
    /// <paramref name="NewEndpoint"/> is the new host, with its port when it is not the scheme's own; it is the portal's
    /// word and has passed no check. <paramref name="NewAddress"/> is the same as an address; null when the portal moved
    /// from https to http, which is never followed.
    /// </summary>
    public sealed record PortalRenamed(string Code, string Description, string NewEndpoint, PortalAddress? NewAddress = null) : BitrixError(Code, Description);

    /// <summary>The address is not one that may be called: not https, private range, unresolvable, or redirecting elsewhere.</summary>
    public sealed record AddressRefused(string Code, string Description) : BitrixError(Code, Description);
}

/// <summary>Why a call may succeed later.</summary>
public enum RetryReason
{
    RateLimit,
    OperatingLimit,
    Overload,
    ServerFault,
    NotJson,
    Timeout,
    Network,
}
