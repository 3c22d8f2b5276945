using System.Globalization;

namespace DedupPortal.Bitrix24;

/// <summary>
/// A type of CRM record that this product reads and merges. The number is Bitrix24's <c>entityTypeId</c>.
/// </summary>
public enum EntityType
{
    Lead = 1,
    Deal = 2,
    Contact = 3,
    Company = 4,
}

/// <summary>
/// One record of a portal: its type and its id there. Written <c>contact:120</c>.
/// The id is positive; it is unique within its type only.
/// </summary>
public readonly record struct EntityRef(EntityType Type, long Id) : IComparable<EntityRef>
{
    /// <summary>Bitrix24's symbol of the type in lower case: <c>lead</c>, <c>deal</c>, <c>contact</c>, <c>company</c>.</summary>
    public string TypeName => Type switch
    {
        EntityType.Lead => "lead",
        EntityType.Deal => "deal",
        EntityType.Contact => "contact",
        EntityType.Company => "company",
        _ => throw new InvalidOperationException($"Unknown entity type {(int)Type}."),
    };

    /// <summary>Path of the card in the portal's own pages, beginning with a slash.</summary>
    public string CardPath => string.Create(CultureInfo.InvariantCulture, $"/crm/{TypeName}/details/{Id}/");

    /// <summary>Order by type number, then id: the canonical order in which pairs are stored.</summary>
    public int CompareTo(EntityRef other)
    {
        var byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : Id.CompareTo(other.Id);
    }

    public static bool operator <(EntityRef left, EntityRef right) => left.CompareTo(right) < 0;
    public static bool operator >(EntityRef left, EntityRef right) => left.CompareTo(right) > 0;
    public static bool operator <=(EntityRef left, EntityRef right) => left.CompareTo(right) <= 0;
    public static bool operator >=(EntityRef left, EntityRef right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TypeName}:{Id}");

    /// <summary>Reads the form that <see cref="ToString"/> writes. False for anything else, also for an id below 1.</summary>
    public static bool TryParse(string? text, out EntityRef entity)
    {
        entity = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || !long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id < 1)
            return false;
        EntityType? type = text.AsSpan(0, colon) switch
        {
            "lead" => EntityType.Lead,
            "deal" => EntityType.Deal,
            "contact" => EntityType.Contact,
            "company" => EntityType.Company,
            _ => null,
        };
        if (type is null) return false;
        entity = new EntityRef(type.Value, id);
        return true;
    }
}
