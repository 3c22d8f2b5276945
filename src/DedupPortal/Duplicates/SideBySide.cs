using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Mirror;

namespace DedupPortal.Duplicates;

/// <summary>Puts the fields of cards next to each other with the portal's names for codes. Pure.</summary>
internal static class SideBySide
{
    /// <summary>Bookkeeping of the portal that no person compares.</summary>
    private static readonly HashSet<string> s_left = new(StringComparer.Ordinal)
    {
        "id", "entityTypeId", "searchContent", "login", "fm", "phone", "phoneMobile", "phoneWork", "phoneMailing", "email", "emailWork",
        "emailHome", "emailMailing", "imol", "skype", "icq", "hasPhone", "hasEmail", "hasImol", "shortName", "dateCreateShort", "dateModifyShort",
        "updatedTime", "updatedBy", "lastActivityTime", "lastActivityBy", "movedTime", "movedBy", "faceId", "isConvert", "isWork", "isWon",
        "isLose", "export", "opened", "categoryId", "stageSemanticId", "photo", "logo", "isManualOpportunity",
    };

    private static readonly string[] s_users = ["assignedById", "createdBy", "observers"];

    private static readonly string[] s_first =
    [
        "name", "secondName", "lastName", "title", PhoneKey, EmailKey, MessengerKey, WebKey, "sourceId", "sourceDescription", "stageId", "companyTitle",
        "assignedById", "createdTime", "comments",
    ];

    public const string PhoneKey = "PHONE";
    public const string EmailKey = "EMAIL";
    public const string MessengerKey = "IM";
    public const string WebKey = "WEB";

    /// <param name="records">One per member, null where the mirror lacks the card.</param>
    /// <param name="terms">The portal's words.</param>
    public static IReadOnlyList<FieldRow> Compare(IReadOnlyList<MirrorRecord?> records, PortalTerms terms)
    {
        var values = new Dictionary<string, IReadOnlyList<string>[]>(StringComparer.Ordinal);
        for (var index = 0; index < records.Count; index++)
        {
            if (records[index] is not { } record) continue;
            var fields = (JsonObject)JsonNode.Parse(record.Raw)!;
            Put(values, PhoneKey, index, records.Count, record.Phones);
            Put(values, EmailKey, index, records.Count, record.Emails);
            Put(values, MessengerKey, index, records.Count, record.Messengers);
            Put(values, WebKey, index, records.Count, record.Webs);
            foreach (var (key, value) in fields)
                if (!s_left.Contains(key))
                    Put(values, key, index, records.Count, Texts(record, key, value, terms));
        }

        return [.. values.Where(pair => pair.Value.Any(texts => texts.Count > 0))
            .Select(pair => new FieldRow(pair.Key, Label(records, pair.Key, terms), pair.Value, Differ(pair.Key, pair.Value)))
            .OrderByDescending(row => row.Differs).ThenBy(row => Place(row.Key)).ThenBy(row => row.Key, StringComparer.Ordinal)];
    }

    private static void Put(Dictionary<string, IReadOnlyList<string>[]> values, string key, int index, int count, IReadOnlyList<string> texts)
    {
        if (!values.TryGetValue(key, out var row)) values[key] = row = [.. Enumerable.Repeat<IReadOnlyList<string>>([], count)];
        row[index] = texts;
    }

    private static IReadOnlyList<string> Texts(MirrorRecord record, string key, JsonNode? value, PortalTerms terms)
    {
        var texts = value switch
        {
            null => [],
            JsonArray list => list.Select(Text).OfType<string>(),
            JsonObject => [],
            _ => Text(value) is { } one ? [one] : Enumerable.Empty<string>(),
        };
        return [.. texts.Where(text => !IsNothing(key, text)).Select(text => Name(record, key, text, terms))];
    }

    /// <summary>Links and amounts that are not set come as 0.</summary>
    private static bool IsNothing(string key, string text) =>
        text.Length == 0 || (text is "0" or "0.00" && (key.EndsWith("Id", StringComparison.Ordinal) || key.EndsWith("Ids", StringComparison.Ordinal)
            || key is "opportunity" or "taxValue" or "probability" or "revenue" or "observers"));

    private static string? Text(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>().Trim(),
        JsonValueKind.True => "Y",
        JsonValueKind.False => "N",
        _ => value.ToJsonString(),
    };

    private static string Name(MirrorRecord record, string key, string text, PortalTerms terms) => key switch
    {
        _ when s_users.Contains(key) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var user) ? terms.User(user)! : text,
        "sourceId" => terms.Source(text)!,
        "stageId" => terms.Stage(record) ?? text,
        "honorific" => terms.Name(PortalTerm.StatusList("HONORIFIC"), text)!,
        "industry" => terms.Name(PortalTerm.StatusList("INDUSTRY"), text)!,
        "employees" => terms.Name(PortalTerm.StatusList("EMPLOYEES"), text)!,
        "typeId" => terms.Name(PortalTerm.StatusList(record.Type switch
        {
            EntityType.Contact => "CONTACT_TYPE",
            EntityType.Company => "COMPANY_TYPE",
            _ => "DEAL_TYPE",
        }), text)!,
        _ when IsCustom(key) => terms.Name(PortalTerm.Choice(record.Ref.TypeName, key.ToUpperInvariant()), text)!,
        _ => text,
    };

    private static bool IsCustom(string key) => key.StartsWith("UF_", StringComparison.OrdinalIgnoreCase) || key.StartsWith("ufCrm", StringComparison.Ordinal);

    private static string? Label(IReadOnlyList<MirrorRecord?> records, string key, PortalTerms terms) =>
        !IsCustom(key) ? null : records.OfType<MirrorRecord>().Select(record => terms.Find(PortalTerm.Field(record.Ref.TypeName), key.ToUpperInvariant())?.Name).FirstOrDefault(name => name is not null);

    private static int Place(string key) => Array.IndexOf(s_first, key) is >= 0 and var place ? place : int.MaxValue;

    private static bool Differ(string key, IReadOnlyList<string>[] values)
    {
        var filled = values.Where(texts => texts.Count > 0).ToList();
        return filled.Count > 1 && filled.Skip(1).Any(texts => !Same(key, texts, filled[0]));
    }

    private static bool Same(string key, IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var fold = key == PhoneKey ? Digits : (Func<string, string>)(text => text);
        return one.Select(fold).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other.Select(fold));
    }

    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);
}
