using DedupPortal.Storage;

namespace DedupPortal.Web.Security;

/// <summary>
/// Rights by role, for pages (<c>[Authorize(Policy = Policies.Administer)]</c>) and for buttons (<c>AuthorizeView</c>). They hide what a
/// person may not do; the rooms of the product check the same rights again.
/// </summary>
public static class Policies
{
    /// <summary>Scan, review, merge, undo.</summary>
    public const string Work = nameof(Permission.Work);

    /// <summary>Portals, schedules, members.</summary>
    public const string Administer = nameof(Permission.Administer);

    internal static readonly string[] Administrators = [nameof(MemberRole.Owner), nameof(MemberRole.Admin)];

    internal static readonly string[] Workers = [.. Administrators, nameof(MemberRole.Operator)];
}
