using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DedupPortal.Merging;

/// <summary>
/// Which record's value a field keeps when nobody has chosen one by hand. An empty value never wins against a filled one, and of
/// two equal candidates the priority record's, then the one selected first, is taken.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FromPriority), "priority")]
[JsonDerivedType(typeof(MostRecent), "recent")]
[JsonDerivedType(typeof(Oldest), "oldest")]
[JsonDerivedType(typeof(MostFilled), "filled")]
[JsonDerivedType(typeof(Longest), "longest")]
[JsonDerivedType(typeof(BySource), "source")]
[JsonDerivedType(typeof(Union), "union")]
[JsonDerivedType(typeof(Concatenate), "concatenate")]
[JsonDerivedType(typeof(Constant), "constant")]
public abstract record SurvivorshipRule
{
    private SurvivorshipRule()
    {
    }

    /// <summary>The rule's word, for texts and history: <c>MostRecent</c>, <c>BySource</c>, ….</summary>
    [JsonIgnore]
    public string Kind => GetType().Name;

    /// <summary>The priority record's value, blanks filled from the others; sets united, comments joined. What holds without a rule.</summary>
    public sealed record FromPriority : SurvivorshipRule;

    /// <summary>The value of the record that was changed last.</summary>
    public sealed record MostRecent : SurvivorshipRule;

    /// <summary>The value of the record that was created first.</summary>
    public sealed record Oldest : SurvivorshipRule;

    /// <summary>The value of the record with the most filled fields.</summary>
    public sealed record MostFilled : SurvivorshipRule;

    /// <summary>The longest text; for sets the one with the most elements.</summary>
    public sealed record Longest : SurvivorshipRule;

    /// <summary>The value of the record whose source stands first in <paramref name="Sources"/> (ids of the portal's SOURCE list); a source that is not named comes last.</summary>
    public sealed record BySource(IReadOnlyList<string> Sources) : SurvivorshipRule;

    /// <summary>All values of a field with several values. For any other field as <see cref="FromPriority"/>.</summary>
    public sealed record Union : SurvivorshipRule;

    /// <summary>All different texts one after another, in the order of the columns. For fields that are no text as <see cref="FromPriority"/>.</summary>
    public sealed record Concatenate : SurvivorshipRule;

    /// <summary>Always this value, in the portal's form.</summary>
    public sealed record Constant(JsonNode Value) : SurvivorshipRule;
}
