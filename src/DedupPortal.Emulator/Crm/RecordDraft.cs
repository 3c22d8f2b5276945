using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>What a caller wants to write, after everything unknown and read-only has been dropped without a word.</summary>
internal sealed class RecordDraft
{
    private static readonly HashSet<string> s_systemFields =
        ["DATE_CREATE", "DATE_MODIFY", "MOVED_TIME", "CREATED_BY_ID", "MODIFY_BY_ID", "MOVED_BY_ID"];

    public Dictionary<string, string?> Values { get; } = [];

    public Dictionary<string, List<string>> Lists { get; } = [];

    public List<MultifieldChange> Multifields { get; } = [];

    public bool Import { get; private init; }

    public static RecordDraft Classic(EntityType type, JsonNode fields, bool adding, bool import)
    {
        var draft = new RecordDraft { Import = import };
        var catalog = FieldCatalog.Of(type);
        foreach (var (name, node) in Php.Pairs(fields))
        {
            if (catalog.ByName(name) is not { } field || (field.ItemOnly && field.Kind != FieldKind.Link))
                continue;
            if ((field.ReadOnly && !(import && s_systemFields.Contains(field.Name))) || (field.Immutable && !adding))
                continue;
            draft.Take(field, node);
        }
        return draft;
    }

    public static RecordDraft Universal(EntityType type, JsonNode fields, bool import)
    {
        var draft = new RecordDraft { Import = import };
        var catalog = FieldCatalog.Of(type);
        foreach (var (name, node) in Php.Pairs(fields))
        {
            if (name == "fm" && type.HasMultifields)
                draft.Multifields.AddRange(MultifieldAlgebra.ReadUniversal(node));
            else if (import && type.HasMultifields && catalog.ByName(name) is { Kind: FieldKind.Multifield } multifield)
                draft.Take(multifield, node);
            else if (catalog.ByCamel(name) is { Kind: not FieldKind.Multifield } field
                && (!field.ReadOnly || field.ItemWritable || (import && s_systemFields.Contains(field.Name))))
                draft.Take(field, node);
        }
        return draft;
    }

    public bool HasSystemFields => Values.Keys.Any(s_systemFields.Contains);

    private void Take(FieldSpec field, JsonNode? node)
    {
        if (field.Kind == FieldKind.Multifield)
        {
            Multifields.AddRange(MultifieldAlgebra.ReadClassic(field.Name, node));
        }
        else if (field.Multiple)
        {
            if (node is not null && !Php.IsMap(node) && Php.Text(node) is { Length: > 0 } && field.ItemOnly)
                throw RestRefusalException.Code("100", "Expected iterable value for multiple field, but got string instead");
            Lists[field.Name] = [.. Php.Values(node).Select(v => FieldText.Of(field, v)).OfType<string>()];
        }
        else if (!Php.IsMap(node))
        {
            Values[field.Name] = FieldText.Of(field, node);
        }
    }
}
