using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>The words of merging that the wizard and the history share, and how values of the portal are written for people.</summary>
public sealed partial class MergeText
{
    private const string Nothing = "—";

    /// <summary>Bitrix24's word of a standard field, else the portal's own title.</summary>
    public static string Field(IStringLocalizer<FieldText> fields, string field, string title) =>
        fields[field] is { ResourceNotFound: false } known ? known.Value : title.Length > 0 ? title : field;

    /// <summary>A phone, e-mail, site or messenger; an open line's code is told by its channel, the person's number there, and the line.</summary>
    public static string Entry(IStringLocalizer<MergeText> texts, string value) =>
        ImolCode.TryParse(value, out var code) ? texts["OpenLine", Channel(code.Connector), code.Line, code.Chat] : value;

    /// <summary>Several entries or one, as the history stores them: separated by comma and blank.</summary>
    public static string Entries(IStringLocalizer<MergeText> texts, string values) =>
        string.Join(", ", values.Split(", ").Select(value => Entry(texts, value)));

    /// <summary>A value as text: dates in the reader's form, marks of a text editor taken out, a dash for nothing.</summary>
    public static string Value(IStringLocalizer<MergeText> texts, string? text, string type = "")
    {
        if (string.IsNullOrEmpty(text)) return Nothing;
        if (text is "Y" or "N") return texts[text == "Y" ? "Yes" : "No"];
        if (type is "file") return texts["FileValue"];
        if (Moment().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            return moment.ToString(type is "date" ? "d MMM yyyy" : "d MMM yyyy, HH:mm", CultureInfo.CurrentCulture);
        return ImolCode.TryParse(text, out _) ? Entry(texts, text) : Plain(text);
    }

    /// <summary>Text of the portal's editor without its marks; line breaks stay.</summary>
    public static string Plain(string text) =>
        text.Contains('<', StringComparison.Ordinal) || text.Contains('&', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal)
            ? WebUtility.HtmlDecode(Mark().Replace(LineBreak().Replace(text, "\n"), "")).Trim()
            : text;

    /// <summary>
    /// The sentence <paramref name="key"/> of a failure that is stored as its code and parameters; fields in "contact:41: post, name; lead:7: title" are named.
    /// </summary>
    public static string Failure(IStringLocalizer<FailureText> failures, IStringLocalizer<FieldText> fields, string code, string key, IEnumerable<string> parameters) =>
        failures[key, FailureText.Parameters(failures, code, parameters.Select(parameter => code is nameof(ChangedSincePreview) ? Changes(fields, parameter) : parameter))];

    private static string Changes(IStringLocalizer<FieldText> fields, string changes) => string.Join("; ", changes.Split("; ").Select(change =>
        change.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? $"{change[..colon]}: {string.Join(", ", change[(colon + 2)..].Split(", ").Select(field => Field(fields, field, "")))}"
            : change));

    /// <summary>What a journalled write does.</summary>
    public static string Step(IStringLocalizer<MergeText> texts, MergeStep step) =>
        step is MergeStep.Bind bind ? texts[$"Step_{(bind.Changes.All(change => change.Add is null) ? "Unbind" : "Bind")}{bind.What}"] : texts[$"Step_{step.Kind}"];

    /// <summary>Name of an open line's channel, or the connector's own word.</summary>
    public static string Channel(string connector) => connector switch
    {
        "telegrambot" or "telegram" => "Telegram",
        "whatsappbytwilio" or "whatsappbyedna" or "whatsapp" => "WhatsApp",
        "viber" => "Viber",
        "vkgroup" => "VK",
        "avito" => "Avito",
        _ => connector,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(T|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();

    [GeneratedRegex(@"<br\s*/?>|</p>|\[br\]", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"</?[a-z][^<>]*>|\[/?(b|i|u|s|p|url|color|size|list|quote)[^\]]*\]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
