using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Team;

/// <summary>A role that the acting member may give, with its name and what it allows.</summary>
public sealed record RoleChoice(MemberRole Role, string Text, string About)
{
    /// <summary>Strongest first; without the owner's role for whoever is no owner.</summary>
    public static IReadOnlyList<RoleChoice> For(TenantScope scope, IStringLocalizer<RoleText> texts) =>
    [
        .. Enum.GetValues<MemberRole>()
            .Where(role => role is not MemberRole.Owner || scope.Allows(Permission.OwnAgency))
            .Select(role => new RoleChoice(role, texts[role.ToString()], texts[$"{role}_About"])),
    ];
}
