using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Writes a call as one line of a batch: <c>crm.contact.list?filter[%3EID]=120&amp;select[0]=ID</c>. Names and values are
/// percent-encoded, so a reference such as <c>$result[c][ID]</c> reaches the portal whole. True and false become 1 and 0,
/// null becomes an empty value.
/// </summary>
internal static class BatchQuery
{
    /// <summary><paramref name="connector"/>: name of our own offline queue, in every call unless the call names one; null for none.</summary>
    internal static string Write(BitrixCall call, string? connector = null)
    {
        var query = new StringBuilder();
        if (connector is not null && call.Parameters?.ContainsKey("auth_connector") != true) Append(query, "auth_connector", JsonValue.Create(connector));
        foreach (var (name, value) in call.Parameters ?? [])
        {
            // A form cannot say "empty map"; an absent top-level parameter means the same. Below the top it matters
            // (a field set to nothing), and there an empty value says it.
            if (value is JsonObject { Count: 0 } or JsonArray { Count: 0 }) continue;
            Append(query, Uri.EscapeDataString(name), value);
        }

        return query.Length == 0 ? call.Method : $"{call.Method}?{query}";
    }

    private static void Append(StringBuilder query, string name, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (key, member) in map) Append(query, $"{name}[{Uri.EscapeDataString(key)}]", member);
                break;
            case JsonArray { Count: > 0 } list:
                for (var index = 0; index < list.Count; index++)
                    Append(query, string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), list[index]);
                break;
            default:
                if (query.Length > 0) query.Append('&');
                query.Append(name).Append('=').Append(Uri.EscapeDataString(Scalar(value)));
                break;
        }
    }

    private static string Scalar(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Number => value.ToJsonString(),
        _ => "",
    };
}
