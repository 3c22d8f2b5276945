using System.Text.Json;

namespace DedupPortal.Emulator.Crm;

internal enum FieldKind
{
    Text,
    Number,
    Money,
    Flag,
    DateTime,
    Date,
    Status,
    User,
    Link,
    Enumeration,
    Boolean,
    Multifield,
    Derived,
}

/// <summary>What the merge does when two cards both have a value.</summary>
internal enum MergeRule
{
    Skip,
    Equal,
    Text,
    PersonName,
    AppendHtml,
    AppendText,
    Source,
    Amount,
    Union,
}

/// <summary>Where the value of a field comes from.</summary>
internal enum FieldOrigin
{
    Value,
    Id,
    HasPhone,
    HasEmail,
    HasImol,
    PrimaryLink,
    Links,
    ContactsOfCompany,
    List,
    Entries,
}

internal sealed record FieldSpec(string Name, string Camel, FieldKind Kind, string Title)
{
    public FieldOrigin Origin { get; init; }

    public JsonEncodedText NameText { get; } = JsonEncodedText.Encode(Name);

    public JsonEncodedText CamelText { get; } = JsonEncodedText.Encode(Camel);

    public bool ReadOnly { get; init; }

    /// <summary>Accepted when a card is made, ignored afterwards by the old methods.</summary>
    public bool Immutable { get; init; }

    public bool Multiple { get; init; }

    public bool Required { get; init; }

    public bool Dynamic { get; init; }

    public string? StatusType { get; init; }

    public MergeRule Merge { get; init; }

    /// <summary>Seen by crm.item.* only; the old get and list never return it.</summary>
    public bool ItemOnly { get; init; }

    /// <summary>Writable through crm.item.* although the old methods call it read-only.</summary>
    public bool ItemWritable { get; init; }

    public string? EmptyText { get; init; }

    public IReadOnlyList<(string Id, string Value)> Options { get; init; } = [];

    public string TypeName => Kind switch
    {
        FieldKind.Number or FieldKind.Derived => "integer",
        FieldKind.Money => "double",
        FieldKind.Flag => "char",
        FieldKind.DateTime => "datetime",
        FieldKind.Date => "date",
        FieldKind.Status => "crm_status",
        FieldKind.User => "user",
        FieldKind.Link when Name.StartsWith("COMPANY", StringComparison.Ordinal) => "crm_company",
        FieldKind.Link when Name.StartsWith("CONTACT", StringComparison.Ordinal) => "crm_contact",
        FieldKind.Link when Name.StartsWith("LEAD", StringComparison.Ordinal) => "crm_lead",
        FieldKind.Link => "crm_entity",
        FieldKind.Enumeration => "enumeration",
        FieldKind.Boolean => "boolean",
        FieldKind.Multifield => "crm_multifield",
        _ => "string",
    };
}
