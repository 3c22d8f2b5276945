using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>One wish about a phone, e-mail, site or messenger entry.</summary>
internal sealed record MultifieldChange(int? Id, string Type, string? ValueType, string? Value, bool AddWhenForeign);

/// <summary>How the two dialects write entries, and what then happens.</summary>
internal static class MultifieldAlgebra
{
    public static IEnumerable<MultifieldChange> ReadClassic(string type, JsonNode? entries)
    {
        foreach (var entry in Php.Values(entries).OfType<JsonObject>())
        {
            var value = Php.Yes(entry["DELETE"]) ? "" : Php.Text(entry["VALUE"]);
            yield return new MultifieldChange(Php.Int(entry["ID"]), type, Php.Text(entry["VALUE_TYPE"]), value, AddWhenForeign: false);
        }
    }

    public static IEnumerable<MultifieldChange> ReadUniversal(JsonNode? fm)
    {
        // As an array every element is new; as a map the key says which entry is meant; anything else says nothing.
        foreach (var (key, node) in Php.Pairs(fm))
        {
            if (node is not JsonObject entry || Php.Text(entry["typeId"]) is not { Length: > 0 } type)
                continue;
            var id = fm is JsonArray ? null : Php.Int(key);
            yield return new MultifieldChange(id, type, Php.Text(entry["valueType"]), Php.Text(entry["value"]), AddWhenForeign: true);
        }
    }

    public static bool Apply(PortalState state, CrmRecord record, IEnumerable<MultifieldChange> changes)
    {
        var changed = false;
        foreach (var change in changes)
        {
            var existing = change.Id is null ? null : record.Multifields.Find(m => m.Id == change.Id);
            if (existing is not null)
                changed |= Alter(record, existing, change);
            else if (!string.IsNullOrEmpty(change.Value) && (change.Id is null || change.AddWhenForeign))
                changed |= Append(state, record, change.Type, change.ValueType, change.Value);
        }
        return changed;
    }

    public static bool Append(PortalState state, CrmRecord record, string type, string? valueType, string value)
    {
        record.Multifields.Add(new Multifield
        {
            Id = ++state.LastMultifieldId,
            Type = type,
            ValueType = string.IsNullOrEmpty(valueType) ? (type == "IM" ? "OTHER" : "WORK") : valueType,
            Value = value,
        });
        return true;
    }

    private static bool Alter(CrmRecord record, Multifield existing, MultifieldChange change)
    {
        if (change.Value is null)
            return false;
        if (change.Value.Length == 0)
            return record.Multifields.Remove(existing);
        var valueType = string.IsNullOrEmpty(change.ValueType) ? existing.ValueType : change.ValueType;
        if (existing.Value == change.Value && existing.ValueType == valueType)
            return false;
        existing.Value = change.Value;
        existing.ValueType = valueType;
        return true;
    }
}
