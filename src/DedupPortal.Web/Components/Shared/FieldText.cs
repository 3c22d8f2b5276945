using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Shared;

/// <summary>
/// Names of the portal's standard fields in Bitrix24's words, under the field's name as in <c>crm.item.*</c>; multi-value fields
/// under PHONE, EMAIL, WEB and IM.
/// </summary>
public sealed class FieldText
{
    /// <summary>The portal's own label when it has one (custom fields), else the standard name, else the field's code.</summary>
    public static string Label(IStringLocalizer<FieldText> texts, string key, string? label = null) =>
        !string.IsNullOrEmpty(label) ? label : texts[key] is { ResourceNotFound: false } known ? known.Value : key;
}
