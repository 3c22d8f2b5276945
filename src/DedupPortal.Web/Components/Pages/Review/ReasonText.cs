using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Web.Localisation;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Review;

/// <summary>
/// Sentences of the engine's reasons. Each <see cref="ReasonCode"/> has a text under its name with the placeholders
/// {0} first value, {1} second value, {2} share of cards, {3} number, {4} time, {5} and {6} further cards; a test walks the catalogue.
/// </summary>
public sealed class ReasonText
{
    /// <summary>The sentence of one bar.</summary>
    public static string Of(IStringLocalizer<ReasonText> texts, ExplanationBar bar)
    {
        var values = bar.Parameters;
        return texts[bar.Code.ToString(),
            Written(bar.Feature, values.First),
            Written(bar.Feature, values.Second),
            Share(texts, values.Frequency),
            (values.Count ?? 0).ToString("N0", CultureInfo.CurrentCulture),
            Time(texts, values.Seconds ?? 0),
            Card(texts, values.Record),
            Card(texts, values.OtherRecord)];
    }

    /// <summary>Whether the reason speaks for one person. That nobody else fits costs a fraction of a bit and speaks for it all the same.</summary>
    public static bool SpeaksFor(ExplanationBar bar) => bar.Bits >= 0 || bar.Code is ReasonCode.CompetitionNone;

    /// <summary>The weight in bits with its sign, to one decimal.</summary>
    public static string Bits(double bits) => bits.ToString("+0.0;−0.0;0.0", CultureInfo.CurrentCulture);

    /// <summary>The engine compares names in small letters; people write them with a capital one.</summary>
    private static string Written(Feature feature, string? value) => value switch
    {
        null => "—",
        _ when feature is Feature.FirstName or Feature.Surname or Feature.Patronymic => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(value),
        _ => value,
    };

    private static string Share(IStringLocalizer<ReasonText> texts, double? frequency) => frequency switch
    {
        null => "—",
        < 0.0001 => texts["ShareTiny"],
        < 0.01 => frequency.Value.ToString("P2", CultureInfo.CurrentCulture),
        _ => frequency.Value.ToString("P1", CultureInfo.CurrentCulture),
    };

    private static string Time(IStringLocalizer<ReasonText> texts, long seconds) => seconds switch
    {
        < 90 => texts.Count("Seconds", seconds),
        < 90 * 60 => texts.Count("Minutes", (seconds + 30) / 60),
        < 36 * 3600 => texts.Count("Hours", (seconds + 1800) / 3600),
        _ => texts.Count("Days", (seconds + 43200) / 86400),
    };

    /// <summary>A card by its type and id; a dash for none.</summary>
    public static string Card(IStringLocalizer<ReasonText> texts, EntityRef? card) =>
        card is { } entity ? $"{texts[entity.Type.ToString()]} {entity.Id.ToString(CultureInfo.InvariantCulture)}" : "—";
}
