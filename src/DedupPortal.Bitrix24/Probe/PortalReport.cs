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

    /// <summary>What was bought, as the portal tells an application; null for a webhook, or when it did not say.</summary>
    public PortalPlan? Plan { get; init; }

    /// <summary>Open lines that the user may see; null when the portal did not say.</summary>
    public IReadOnlyList<OpenLine>? Lines { get; init; }

    /// <summary>Code of a messenger channel → its name, <c>telegrambot</c> → Telegram; null when the portal did not say, which it does to applications only.</summary>
    public IReadOnlyDictionary<string, string>? Connectors { get; init; }

    /// <summary>Whether the portal keeps a queue of changes for us (<see cref="OfflineQueue"/>).</summary>
    public bool HasOfflineEvents { get; init; }

    /// <summary>Whether that queue may be one of our own, which our own writes leave no entries in.</summary>
    public bool HasOwnQueue { get; init; }

    /// <summary>
    /// Whether deleted things go to a recycle bin, as far as REST shows it: for smart processes only, so it hints at the
    /// cards. Null when the portal has none or did not say; then a person has to look.
    /// </summary>
    public bool? RecycleBin { get; init; }

    /// <summary>What no tick mends, and what it blocks; empty when nothing does.</summary>
    public IReadOnlyList<PortalLimitation> Limitations { get; init; } = [];
}

/// <summary>
/// What was bought. <paramref name="License"/> is the portal's code, such as <c>ru_ent250</c>; <paramref name="Family"/> the
/// plan without size and country, or empty. <paramref name="IsOnPremise"/>: a portal on its owner's own server, which may
/// be older than the cloud and sets its own limits.
/// </summary>
public sealed record PortalPlan(string License, string Family, bool IsOnPremise)
{
    /// <summary>The request rate of the plan. An on-premise portal has none unless its owner set one; the usual one does no harm there.</summary>
    public RateLimit Limit => string.Equals(Family, "ent", StringComparison.OrdinalIgnoreCase) ? RateLimit.Enterprise : RateLimit.Standard;
}

/// <summary>An open line: its number, name, and whether it takes messages.</summary>
public sealed record OpenLine(long Id, string Name, bool IsActive);

/// <summary>Something about the portal or the credential that blocks abilities and that no missing tick explains.</summary>
public sealed record PortalLimitation(PortalLimitationKind Kind, IReadOnlyList<PortalAbility> Blocks);

public enum PortalLimitationKind
{
    /// <summary>The credential is a webhook: events, plan and channels are told to applications only.</summary>
    NotAnApplication,

    /// <summary>The user is no administrator: sees and changes what his role allows, and cannot have events queued.</summary>
    NotAnAdministrator,

    /// <summary>The plan, or an older on-premise portal, has no queue of changes.</summary>
    NoOfflineEvents,

    /// <summary>The CRM has no leads: a created one becomes a deal at once.</summary>
    SimpleMode,
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
