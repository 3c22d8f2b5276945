using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Cards as crm.item.* shows them: camelCase, numbers as numbers, `fm` with flat aliases beside it. Made once per call.</summary>
internal sealed class UniversalView
{
    /// <summary>Alias, multifield type, value type (null: any).</summary>
    public static readonly IReadOnlyList<(string Name, string Type, string? ValueType)> Aliases =
    [
        ("phone", "PHONE", null), ("phoneMobile", "PHONE", "MOBILE"), ("phoneWork", "PHONE", "WORK"), ("phoneMailing", "PHONE", "MAILING"),
        ("email", "EMAIL", null), ("emailWork", "EMAIL", "WORK"), ("emailHome", "EMAIL", "HOME"), ("emailMailing", "EMAIL", "MAILING"),
        ("imol", "IM", null), ("skype", "IM", "SKYPE"), ("icq", "IM", "ICQ"),
    ];

    /// <summary>Of the views that show everything.</summary>
    private static readonly ConcurrentDictionary<(int Type, bool OriginalNames), ConcurrentDictionary<FieldShape, Plan>> s_plans = new();

    private readonly RowText _row = new();
    private readonly ConcurrentDictionary<FieldShape, Plan> _plans;
    private readonly PortalState _state;
    private readonly EntityType _type;
    private readonly bool _all;
    private readonly List<(FieldSpec Field, JsonEncodedText Name)> _fields = [];
    private readonly List<(string Name, string Type, string? ValueType)> _aliases = [];

    /// <param name="select">Names to show; null or `*` for everything. `fm` comes with everything only.</param>
    public UniversalView(PortalState state, EntityType type, IReadOnlySet<string>? select, bool originalNames)
    {
        (_state, _type) = (state, type);
        _all = select is null || select.Contains("*");
        foreach (var field in FieldCatalog.Of(type).All.Where(f => f.Kind != FieldKind.Multifield))
        {
            if (_all || select!.Contains(field.Camel) || (field.Dynamic && (select.Contains(field.Name) || select.Contains("UF_*"))))
                _fields.Add((field, originalNames && field.Dynamic ? field.NameText : field.CamelText));
        }
        if (type.HasMultifields)
            _aliases.AddRange(Aliases.Where(a => _all || select!.Contains(a.Name)));
        _plans = _all ? s_plans.GetOrAdd((type.Id, originalNames), _ => new()) : new();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(Utf8JsonWriter writer, CrmRecord record)
    {
        _row.Clear();
        var plan = _plans.GetOrAdd(record.Values.Shape, MakePlan);
        foreach (var part in plan.Parts)
        {
            _row.Raw(part.Before);
            WritePart(part, record);
        }
        _row.Raw(plan.Behind);
        writer.WriteRawValue(_row.Written, skipInputValidation: true);
    }

    public static IEnumerable<string> Alias(CrmRecord record, string type, string? valueType) =>
        record.Multifields.Where(m => IsAlias(m, type, valueType)).Select(m => m.Value);

    private static string? FirstAlias(CrmRecord record, string type, string? valueType)
    {
        foreach (var entry in record.Multifields)
        {
            if (IsAlias(entry, type, valueType))
                return entry.Value;
        }
        return null;
    }

    private static bool IsAlias(Multifield entry, string type, string? valueType) => entry.Type == type
        && (type == "IM" && valueType is null ? entry.Value.StartsWith("imol|", StringComparison.Ordinal) : valueType is null || entry.ValueType == valueType);

    /// <summary>Where the values of a card with these fields go; what all such cards have in common is written already.</summary>
    private Plan MakePlan(FieldShape shape)
    {
        var parts = new List<Part>();
        var before = new RowText();
        void Add(Part part)
        {
            parts.Add(part with { Before = before.Written.ToArray() });
            before.Clear();
        }

        before.Raw("{"u8);
        var first = true;
        void Name(JsonEncodedText name)
        {
            if (!first)
                before.Raw(","u8);
            first = false;
            before.Raw("\""u8);
            before.Raw(name.EncodedUtf8Bytes);
            before.Raw("\":"u8);
        }

        foreach (var (field, name) in _fields)
        {
            Name(name);
            var index = field.Origin is FieldOrigin.Value ? shape.IndexOf(field.Name) : -1;
            if (index < 0 && field is { Origin: FieldOrigin.Value, Multiple: false })
                before.Raw(Empty(field));
            else
                Add(new Part([], field, index, Alias: null));
        }
        if (_all)
        {
            Name(JsonEncodedText.Encode("entityTypeId"));
            before.Number(_type.Id);
        }
        foreach (var alias in _aliases)
        {
            Name(JsonEncodedText.Encode(alias.Name));
            Add(new Part([], Field: null, -1, alias));
        }
        if (_all && _type.HasMultifields)
        {
            Name(JsonEncodedText.Encode("fm"));
            Add(new Part([], Field: null, -1, Alias: null));
        }
        before.Raw("}"u8);
        return new Plan([.. parts], before.Written.ToArray());
    }

    private void WritePart(Part part, CrmRecord record)
    {
        if (part.Field is { } field)
            WriteValue(record, field, part.Index);
        else if (part.Alias is { } alias)
            _row.Text(FirstAlias(record, alias.Type, alias.ValueType) ?? "");
        else
            WriteMultifields(record);
    }

    private void WriteMultifields(CrmRecord record)
    {
        _row.Raw("["u8);
        for (var i = 0; i < record.Multifields.Count; i++)
        {
            var entry = record.Multifields[i];
            _row.Raw(i == 0 ? "{\"id\":"u8 : ",{\"id\":"u8);
            _row.Number(entry.Id);
            _row.Raw(",\"valueType\":"u8);
            _row.Text(entry.ValueType);
            _row.Raw(",\"value\":"u8);
            _row.Text(entry.Value);
            _row.Raw(",\"typeId\":"u8);
            _row.Text(entry.Type);
            _row.Raw("}"u8);
        }
        _row.Raw("]"u8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteValue(CrmRecord record, FieldSpec field, int index)
    {
        if (index >= 0)
        {
            WriteTyped(field, record.Values.At(index));
        }
        else if (field.Origin is FieldOrigin.Links)
        {
            _row.Raw("["u8);
            for (var i = 0; i < record.Links.Count; i++)
            {
                if (i > 0)
                    _row.Raw(","u8);
                _row.Number(record.Links[i].Id);
            }
            _row.Raw("]"u8);
        }
        else if (field.Multiple)
        {
            _row.Raw("["u8);
            var values = FieldReader.Read(_state, record, field);
            for (var i = 0; i < values.Count; i++)
            {
                if (i > 0)
                    _row.Raw(","u8);
                WriteTyped(field, values[i]);
            }
            _row.Raw("]"u8);
        }
        else if (field.Origin is FieldOrigin.Id)
        {
            _row.Number(record.Id);
        }
        else if (FieldReader.Single(record, field) is { } single)
        {
            WriteTyped(field, single);
        }
        else
        {
            _row.Raw(Empty(field));
        }
    }

    private static ReadOnlySpan<byte> Empty(FieldSpec field) =>
        field.Kind == FieldKind.Flag ? "\"N\""u8
        : field.EmptyText == "0" || field.Name is "CATEGORY_ID" or "OPPORTUNITY" ? "0"u8
        : "null"u8;

    private void WriteTyped(FieldSpec field, string value)
    {
        switch (field.Kind)
        {
            case FieldKind.Number or FieldKind.User or FieldKind.Link or FieldKind.Enumeration
                when int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number):
                _row.Number(number);
                break;
            case FieldKind.Money when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount):
                _row.Number(amount);
                break;
            case FieldKind.Boolean:
                _row.Raw(value is "1" or "Y" ? "true"u8 : "false"u8);
                break;
            default:
                _row.Text(value);
                break;
        }
    }

    /// <summary>A value's place: a field (in a known place of the card's values, or −1), an alias, or with neither the multifields.</summary>
    private sealed record Part(byte[] Before, FieldSpec? Field, int Index, (string Name, string Type, string? ValueType)? Alias);

    private sealed record Plan(Part[] Parts, byte[] Behind);
}
