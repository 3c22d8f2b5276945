using System.Text.Json.Nodes;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

internal sealed class Multifield
{
    public int Id { get; set; }

    public string Type { get; set; } = "";

    public string ValueType { get; set; } = "";

    public string Value { get; set; } = "";
}

/// <summary>A contact of a lead or deal, or a company of a contact.</summary>
internal sealed class LinkRow
{
    public int Id { get; set; }

    public int Sort { get; set; }

    public int RoleId { get; set; }

    public bool Primary { get; set; }
}

/// <summary>A card. Single values are kept as the text the database would hold; an empty value is absent.</summary>
internal sealed class CrmRecord : IRow
{
    public int Id { get; set; }

    public FieldMap Values { get; set; } = new();

    /// <summary>Fields with several values; null when there are none, as on most cards.</summary>
    public Dictionary<string, List<string>>? Lists { get; set; }

    public List<Multifield> Multifields { get; set; } = [];

    public List<LinkRow> Links { get; set; } = [];

    public List<JsonObject> Products { get; set; } = [];

    public string? Get(string field) => Values[field];

    public int Number(string field) => Protocol.Php.Int(Get(field)) ?? 0;

    public void Set(string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
            Values.Remove(field);
        else
            Values[field] = value;
    }

    public IReadOnlyList<string> List(string field) => Lists?.GetValueOrDefault(field) ?? [];

    public void SetList(string field, IEnumerable<string> values)
    {
        var list = values.Where(v => v.Length > 0).ToList();
        if (list.Count == 0)
            Lists?.Remove(field);
        else
            (Lists ??= [])[field] = list;
    }

    public IEnumerable<Multifield> Of(string type) => Multifields.Where(m => m.Type == type);

    public bool Has(string type)
    {
        foreach (var entry in Multifields)
        {
            if (entry.Type == type)
                return true;
        }
        return false;
    }

    public bool HasImol
    {
        get
        {
            foreach (var entry in Multifields)
            {
                if (entry.Type == "IM" && entry.Value.StartsWith("imol|", StringComparison.Ordinal))
                    return true;
            }
            return false;
        }
    }

    public LinkRow? PrimaryLink
    {
        get
        {
            foreach (var link in Links)
            {
                if (link.Primary)
                    return link;
            }
            return null;
        }
    }
}

/// <summary>A line of a card's history tab.</summary>
internal sealed record HistoryEntry(int TypeId, int EntityId, string Time, string Text);
