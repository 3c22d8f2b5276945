namespace DedupPortal.Bitrix24;

/// <summary>What a portal is and grants, found out by one request. Everything in it may be shown.</summary>
/// <param name="User">The person in whose name the credential acts.</param>
/// <param name="Scopes">Granted scopes in lower case.</param>
/// <param name="Mode">How the CRM treats leads; null when the portal did not say.</param>
/// <param name="ServerTime">The portal's clock, with its offset; null when it did not say.</param>
/// <param name="Methods">The methods that the product uses.</param>
/// <param name="Gaps">What is missing, required things first; empty when all is there.</param>
public sealed record PortalReport(
    PortalUser User,
    IReadOnlySet<string> Scopes,
    CrmMode? Mode,
    DateTimeOffset? ServerTime,
    IReadOnlyList<PortalMethod> Methods,
    IReadOnlyList<PortalGap> Gaps)
{
    /// <summary>True when nothing required is missing.</summary>
    public bool IsSufficient => !Gaps.Any(gap => gap.Required);
}

/// <summary>The acting user. <paramref name="Name"/> is given and family name, or empty.</summary>
public sealed record PortalUser(long Id, string Name, bool IsAdmin);

/// <summary>
/// State of one method. <paramref name="Exists"/>: this portal's version has it; <paramref name="Available"/>: the
/// credential may call it. Both null when the portal cannot tell.
/// </summary>
public sealed record PortalMethod(string Name, bool? Exists, bool? Available);

/// <summary>
/// One thing that is missing. <paramref name="Name"/> is the scope to tick or the method that does not exist.
/// <paramref name="Required"/>: the product cannot do its main job without it.
/// </summary>
public sealed record PortalGap(PortalGapKind Kind, string Name, bool Required, IReadOnlyList<PortalAbility> Blocks);

public enum PortalGapKind
{
    Scope,
    Method,
}

/// <summary>How the CRM treats leads; the numbers are those of <c>crm.settings.mode.get</c>.</summary>
public enum CrmMode
{
    /// <summary>Leads are worked on and converted.</summary>
    Classic = 1,

    /// <summary>A created lead becomes a deal at once and cannot be read as a lead.</summary>
    Simple = 2,
}
