using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>An option of a list field.</summary>
public sealed record FieldOption(string Id, string Name)
{
    /// <summary>Of a stage: <c>S</c> ends well, <c>F</c> ends badly; null for one in between and for options that are no stages.</summary>
    public string? Semantics { get; init; }
}

/// <summary>A field as <c>crm.item.fields</c> describes it. <see cref="Title"/> is in the portal's language.</summary>
public sealed record FieldSpec(string Name, string Title, string Type, bool IsReadOnly, bool IsMultiple, bool IsCustom)
{
    /// <summary>Directory of a status field, such as SOURCE; null otherwise.</summary>
    public string? StatusType { get; init; }

    /// <summary>Options of an enumeration or a status field; empty otherwise.</summary>
    public IReadOnlyList<FieldOption> Options { get; init; } = [];
}

/// <summary>The fields of one record type that the acting user sees, in the portal's order.</summary>
public sealed record FieldCatalog(EntityType Type, IReadOnlyList<FieldSpec> Fields)
{
    public FieldSpec? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>The field's title, or its name when the portal does not describe it.</summary>
    public string TitleOf(string name) => Find(name)?.Title is { Length: > 0 } title ? title : name;
}
