using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.duplicate.findbycomm: phones and e-mails only, 20 values in, 20 hits per type out.</summary>
internal static class DuplicateSearch
{
    private const int Limit = 20;

    public static void Register(MethodTable methods) => methods.Read("crm.duplicate.findbycomm", Find);

    private static JsonNode Find(RestCall call)
    {
        var type = call.Parameters.Text("type")?.ToUpperInvariant();
        if (string.IsNullOrEmpty(type))
            throw RestRefusalException.Code("Communication type is not defined", "Parameter 'type' is required.");
        if (type is not ("PHONE" or "EMAIL"))
            throw Same($"Communication type '{type}' is not supported in current context");
        if (call.Parameters.Loose("values") is not { } node || !Php.IsMap(node) || Php.Values(node).Count == 0)
            throw Same("Communication values is not defined");
        string Compared(string value) => type == "PHONE" && call.State.Profile.StrictPhones ? value : Key(type, value);
        var values = Php.Values(node).Where(v => v?.GetValueKind() == JsonValueKind.String).Take(Limit)
            .Select(v => Compared(v!.GetValue<string>())).Where(k => k.Length > 0).ToHashSet(StringComparer.Ordinal);
        var only = EntityType.Find(call.Parameters.Text("entity_type"));
        var answer = new JsonObject();
        foreach (var entity in new[] { EntityType.Lead, EntityType.Contact, EntityType.Company }.Where(e => only is null || e == only))
        {
            var hits = call.State.Of(entity).Rows
                .Where(r => Access.May(call.User, entity.Id, r, Right.Read) && r.Of(type).Any(m => values.Contains(Compared(m.Value))))
                .Take(Limit).Select(r => (JsonNode?)r.Id).ToList();
            if (hits.Count > 0)
                answer[entity.Symbol] = Php.List(hits);
            // A full answer for one type silences the later ones.
            if (hits.Count >= Limit)
                break;
        }
        return Php.MapOrEmpty(answer);
    }

    private static RestRefusalException Same(string text) => RestRefusalException.Code(text, text);

    /// <summary>A phone is compared by its digits, without an extension behind `;` or `#`; an e-mail in lower case.</summary>
    public static string Key(string type, string value)
    {
        if (type != "PHONE")
            return value.Trim().ToLowerInvariant();
        var end = value.IndexOfAny([';', '#']);
        return string.Concat((end < 0 ? value : value[..end]).Where(char.IsAsciiDigit));
    }
}
