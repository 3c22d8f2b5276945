using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// What a portal calls something that cards only hold a code of: a user, a stage, a source, a pipeline, a custom field and its
/// choices. Unique by portal, kind and code.
/// </summary>
public sealed class PortalTerm : ITenantOwned
{
    public const int KindLength = 100;
    public const int CodeLength = 200;

    /// <summary>Kind of users; the code is the user's id.</summary>
    public const string User = "user";

    /// <summary>Kind of deal pipelines; the code is the pipeline's id.</summary>
    public const string Pipeline = "pipeline";

    /// <summary>Kind of a status list; <paramref name="list"/> is the portal's word, such as <c>SOURCE</c> or <c>DEAL_STAGE_1</c>.</summary>
    public static string StatusList(string list) => $"status:{list}";

    /// <summary>Kind of field labels; the code is the field's name in upper case, as <c>UF_CRM_…</c>.</summary>
    public static string Field(string typeName) => $"field:{typeName}";

    /// <summary>Kind of the choices of a custom list field; the code is the choice's id.</summary>
    public static string Choice(string typeName, string field) => $"choice:{typeName}:{field}";

    public TenantId TenantId { get; init; }

    public PortalId PortalId { get; init; }

    public string Kind { get; init; } = "";

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>For stages: null in process, <c>S</c> success, <c>F</c> failure.</summary>
    public string? Semantics { get; init; }

    /// <summary>For stages: colour as <c>#rrggbb</c>, or null.</summary>
    public string? Color { get; init; }

    public int Sort { get; init; }
}
