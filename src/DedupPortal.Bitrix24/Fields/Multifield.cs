using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// One phone, e-mail, web or messenger entry of a card. <paramref name="Id"/> is the entry's own number in the portal,
/// needed to change or delete it; 0 when the portal gave none. <paramref name="TypeId"/> is one of the constants here
/// or another word that the portal stores. <paramref name="ValueType"/> is WORK, MOBILE, TELEGRAM, … and may be empty.
/// <paramref name="Value"/> is as the portal stores it: not normalised, never empty.
/// </summary>
public sealed record Multifield(long Id, string TypeId, string ValueType, string Value)
{
    public const string Phone = "PHONE";
    public const string Email = "EMAIL";
    public const string Web = "WEB";
    public const string Messenger = "IM";

    /// <summary>Service entries: portal users that open channels linked to the card.</summary>
    public const string Link = "LINK";

    private static readonly string[] s_types = [Phone, Email, Web, Messenger, Link];

    /// <summary>The open-line code, when this is a messenger entry that holds one.</summary>
    public ImolCode? Imol => TypeId == Messenger && ImolCode.TryParse(Value, out var code) ? code : null;

    /// <summary>Type and number only: values hold phones.</summary>
    public override string ToString() => $"{TypeId}:{Id}";

    /// <summary>
    /// The entries of a row: the columns <c>PHONE</c>, <c>EMAIL</c>, <c>WEB</c>, <c>IM</c>, <c>LINK</c> of the old
    /// methods in this order, and <c>fm</c> of <c>crm.item.*</c>. Entries without a value are left out.
    /// </summary>
    internal static IReadOnlyList<Multifield> ReadAll(JsonObject fields)
    {
        var found = new List<Multifield>();
        foreach (var type in s_types)
            foreach (var entry in TolerantJson.Rows(fields[type]) ?? [])
                Add(found, entry["ID"], entry["TYPE_ID"], entry["VALUE_TYPE"], entry["VALUE"], type);
        foreach (var entry in TolerantJson.Rows(fields["fm"]) ?? [])
            Add(found, entry["id"], entry["typeId"], entry["valueType"], entry["value"], "");
        return found;
    }

    private static void Add(List<Multifield> found, JsonNode? id, JsonNode? type, JsonNode? valueType, JsonNode? value, string column)
    {
        if (TolerantJson.Text(value) is not { Length: > 0 } text) return;
        var typeId = TolerantJson.Text(type) is { Length: > 0 } named ? named : column;
        found.Add(new Multifield(TolerantJson.Long(id) ?? 0, typeId, TolerantJson.Text(valueType) ?? "", text));
    }
}
