using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// One CRM record as the portal sent it: field name → JSON value, in the portal's spelling (<c>PHONE</c> from the old
/// methods, <c>fm</c> from <c>crm.item.*</c>). Numbers may be strings, empty maps may be arrays, absent and null and ""
/// all mean "no value"; the readers here accept each form.
/// </summary>
public sealed record CrmRecord(EntityRef Ref, JsonObject Fields)
{
    /// <summary>The field as text; null when absent, null, an object, an array, or "".</summary>
    public string? Text(string field)
    {
        if (!Fields.TryGetPropertyValue(field, out var node) || node is not JsonValue value) return null;
        var text = value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "Y",
            JsonValueKind.False => "N",
            _ => value.ToJsonString(),
        };
        return text.Length == 0 ? null : text;
    }

    /// <summary>The field as a whole number; null when absent, empty, 0 or not a number (Bitrix24 writes "no link" as 0 or null).</summary>
    public long? Id(string field) =>
        long.TryParse(Text(field), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    /// <summary>The field as a moment in UTC; null when absent, empty or not ISO 8601.</summary>
    public DateTimeOffset? Moment(string field) =>
        DateTimeOffset.TryParse(Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : null;

    /// <summary>True for "Y", "1", 1 and true; false for everything else.</summary>
    public bool Flag(string field) => Text(field) is "Y" or "y" or "1" or "true";
}
