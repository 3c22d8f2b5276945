using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using DedupPortal.Bitrix24;
using DedupPortal.Matching;

namespace DedupPortal.Duplicates;

/// <summary>
/// One bar of a stored waterfall: what was compared, what came out, how many bits it is worth, and the values that its sentence
/// quotes. <c>First</c> belongs to the link's first card, <c>Second</c> to its second.
/// </summary>
public sealed record ExplanationBar(Feature Feature, ReasonCode Code, double Bits, ExplanationParameters Parameters);

/// <summary>As <see cref="ReasonParameters"/>, with cards in place of positions.</summary>
public sealed record ExplanationParameters(
    string? First = null, string? Second = null, double? Frequency = null, int? Count = null, long? Seconds = null,
    EntityRef? Record = null, EntityRef? OtherRecord = null);

/// <summary>The stored form of a pair's reasons: codes and parameters as JSON, never a sentence.</summary>
public static class PairExplanation
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(), new RefConverter() },
    };

    /// <summary>
    /// <paramref name="card"/> gives the card at a position; <paramref name="turned"/>: the link's cards stand the other way round than the engine's
    /// positions. Bits are rounded to four decimals.
    /// </summary>
    internal static string Write(WeightExplanation explanation, Func<int, EntityRef> card, bool turned = false) =>
        JsonSerializer.Serialize(explanation.Bars.Select(bar => new ExplanationBar(bar.Feature, bar.Code, Math.Round(bar.Bits, 4), Parameters(bar.Parameters, card, turned))), Json);

    /// <summary>Probabilities are cut to four decimals: nothing but certainty is 1.</summary>
    internal static string WriteChanges(IReadOnlyList<VerdictChange> changes) =>
        changes.Count == 0 ? "[]" : JsonSerializer.Serialize(changes.Select(change => change with { Probability = Math.Floor(change.Probability * 10_000) / 10_000 }), Json);

    public static IReadOnlyList<VerdictChange> ReadChanges(string json) => JsonSerializer.Deserialize<List<VerdictChange>>(json, Json) ?? [];

    /// <summary>A stored pair as a decision about it teaches the portal's model.</summary>
    internal static ReviewedPair Reviewed(GroupLink link, bool same, bool inferred) => ReviewedPair.Of(
        link.Relation,
        [.. Read(link.Explanation).Select(bar => new WeightBar(bar.Feature, bar.Code, bar.Bits, new ReasonParameters { Seconds = bar.Parameters.Seconds }))],
        same, inferred);

    public static IReadOnlyList<ExplanationBar> Read(string json) => JsonSerializer.Deserialize<List<ExplanationBar>>(json, Json) ?? [];

    private static ExplanationParameters Parameters(ReasonParameters from, Func<int, EntityRef> card, bool turned) => new(
        turned ? from.Second : from.First, turned ? from.First : from.Second, from.Frequency, from.Count, from.Seconds,
        from.Record is { } one ? card(one) : null,
        from.OtherRecord is { } other ? card(other) : null);

    private sealed class RefConverter : JsonConverter<EntityRef>
    {
        public override EntityRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            EntityRef.TryParse(reader.GetString(), out var card) ? card : throw new JsonException("Not a card.");

        public override void Write(Utf8JsonWriter writer, EntityRef value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
