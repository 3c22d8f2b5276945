using DedupPortal.Bitrix24;
using DedupPortal.Portals;

namespace DedupPortal.Mirror;

/// <summary>
/// A card as lists show it. Names of stage, source and colleague are the portal's; where it did not tell them, the code stands in
/// their place.
/// </summary>
/// <param name="PortalId">The portal.</param>
/// <param name="Ref">Type and id.</param>
/// <param name="Name">The person's or company's name or the title; may be empty.</param>
/// <param name="Title">Title of a lead or deal, when it is not the name already.</param>
/// <param name="Phones">As typed.</param>
/// <param name="Emails">As typed.</param>
/// <param name="Telegram">What is known of the Telegram account, best first: <c>@nick</c>, or <c>id 700…</c>.</param>
/// <param name="Source">Name of the source, or null.</param>
/// <param name="Stage">Name of the stage of a lead or deal, or null.</param>
/// <param name="Assigned">Name of the responsible colleague, or null.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ModifiedAt">UTC.</param>
public sealed record MirrorCard(
    PortalId PortalId, EntityRef Ref, string Name, string? Title, IReadOnlyList<string> Phones, IReadOnlyList<string> Emails, IReadOnlyList<string> Telegram,
    string? Source, string? Stage, string? Assigned, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt);
