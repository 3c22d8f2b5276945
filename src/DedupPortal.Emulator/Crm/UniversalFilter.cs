using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>The filter of crm.item.list: conditions joined by AND or OR, nested under numeric keys.</summary>
internal sealed class UniversalFilter
{
    private readonly List<UniversalFilter> _groups = [];
    private bool _any;

    private readonly List<Condition> _conditions = [];

    /// <summary>The conditions that must hold whatever else does.</summary>
    public IReadOnlyList<Condition> Required => _any ? [] : _conditions;

    /// <summary>What must hold beside <see cref="Required"/>; null when nothing.</summary>
    public Func<CrmRecord, bool>? Rest(PortalState state, EntityType type) =>
        _any ? r => Holds(state, type, r)
        : _groups.Count > 0 ? r => _groups.TrueForAll(g => g.Holds(state, type, r))
        : null;

    public static UniversalFilter Read(EntityType type, JsonNode? node)
    {
        var filter = new UniversalFilter();
        foreach (var (key, value) in Php.Pairs(node))
        {
            if (string.Equals(key, "logic", StringComparison.OrdinalIgnoreCase))
            {
                filter._any = string.Equals(Php.Text(value), "OR", StringComparison.OrdinalIgnoreCase);
            }
            else if (Php.IsMap(value) && key.All(char.IsAsciiDigit))
            {
                filter._groups.Add(Read(type, value));
            }
            else
            {
                var condition = Condition.Read(key, value);
                if (!IsKnown(type, condition.Name))
                    throw RestRefusalException.Code("INVALID_ARG_VALUE", $"Invalid filter: field '{condition.Name}' is not allowed in filter");
                filter._conditions.Add(condition);
            }
        }
        return filter;
    }

    public static List<(FieldSpec Field, bool Descending)> Order(EntityType type, JsonNode? node)
    {
        var order = new List<(FieldSpec, bool)>();
        foreach (var (name, direction) in Php.Pairs(node))
        {
            var field = FieldCatalog.Of(type).ByCamel(name)
                ?? throw RestRefusalException.Code("INVALID_ARG_VALUE", $"Invalid order: field '{name}' is not allowed in order");
            var text = Php.Text(direction)?.ToUpperInvariant();
            if (text is not ("ASC" or "DESC"))
                throw RestRefusalException.Code("INVALID_ARG_VALUE", $"Invalid order: allowed sort directions are ASC, DESC. But got '{Php.Text(direction)}' for field '{name}'");
            order.Add((field, text == "DESC"));
        }
        return order;
    }

    private bool Holds(PortalState state, EntityType type, CrmRecord record)
    {
        bool One(Condition c) => Holds(state, type, record, c);
        return _any
            ? (_conditions.Count + _groups.Count == 0) || _conditions.Exists(One) || _groups.Exists(g => g.Holds(state, type, record))
            : _conditions.TrueForAll(One) && _groups.TrueForAll(g => g.Holds(state, type, record));
    }

    public static bool Holds(PortalState state, EntityType type, CrmRecord record, Condition condition)
    {
        if (Alias(type, condition.Name) is { Type: not null } alias)
            return condition.Holds(FieldKind.Multifield, [.. UniversalView.Alias(record, alias.Type, alias.ValueType)]);
        var field = FieldCatalog.Of(type).ByCamel(condition.Name)!;
        return condition.Holds(field.Kind, FieldReader.Read(state, record, field));
    }

    private static (string Name, string Type, string? ValueType) Alias(EntityType type, string name) =>
        type.HasMultifields ? UniversalView.Aliases.FirstOrDefault(a => a.Name == name) : default;

    private static bool IsKnown(EntityType type, string name) =>
        Alias(type, name).Type is not null || FieldCatalog.Of(type).ByCamel(name) is { Kind: not FieldKind.Multifield };
}
