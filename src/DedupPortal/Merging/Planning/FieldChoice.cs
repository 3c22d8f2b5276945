using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>What a person decided about one field. A field without a choice follows the proposal.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FromRecord), "from")]
[JsonDerivedType(typeof(Custom), "custom")]
[JsonDerivedType(typeof(Cleared), "cleared")]
[JsonDerivedType(typeof(Union), "union")]
public abstract record FieldChoice
{
    private FieldChoice()
    {
    }

    /// <summary>The value that this record has.</summary>
    public sealed record FromRecord(EntityRef Record) : FieldChoice;

    /// <summary>A value typed by hand, in the portal's form: text, number, date as ISO 8601, id of an option or user.</summary>
    public sealed record Custom(JsonNode Value) : FieldChoice;

    /// <summary>No value.</summary>
    public sealed record Cleared : FieldChoice;

    /// <summary>
    /// Several values together: those of <see cref="FieldCell.Key"/> that are ticked. In an appended text the keys are records,
    /// in the order in which their texts are joined.
    /// </summary>
    public sealed record Union(IReadOnlyList<string> Keys) : FieldChoice;
}
