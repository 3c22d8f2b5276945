using System.Globalization;
using System.Text;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Storage;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>What stands around every page: the portal's name, the kinds of cards with their numbers, the language. `watch=1` loads the page again every three seconds.</summary>
internal sealed class PageFrame(PortalState state, PageTexts texts, HttpRequest request)
{
    public PortalState State { get; } = state;

    public PageTexts Texts { get; } = texts;

    public bool Watching => request.Query["watch"] == "1";

    /// <summary>This page with one part of its query changed; null takes it out.</summary>
    public string Here(string name, string? value)
    {
        var query = request.Query.Where(p => p.Key != name && p.Key is "type" or "find" or "page" or "watch").Where(p => p.Key != name)
            .Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value.ToString())}").ToList();
        if (value is not null)
            query.Add($"{name}={Uri.EscapeDataString(value)}");
        return Text(request.Path + (query.Count == 0 ? "" : "?" + string.Join('&', query)));
    }

    public string WatchLink => $"<a class=\"button\" href=\"{Here("watch", Watching ? null : "1")}\">{Text(Watching ? Texts.StopWatching : Texts.Watch)}</a>";

    public string Page(string title, EntityType? type, string body, bool heading = false)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{Texts.Code}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        if (Watching)
            page.Append("<meta http-equiv=\"refresh\" content=\"3\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(title)} · {Text(State.Name)}</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/portal.css\"></head><body>");
        page.Append(CultureInfo.InvariantCulture, $"<header><div><strong>{Text(State.Name)}</strong><nav>");
        foreach (var kind in EntityType.All)
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"/?type={kind.Path}\"{(kind == type ? " aria-current=\"page\"" : "")}>{Text(Texts.Many[kind.Id])}<small>{Count(State.Of(kind).Count)}</small></a>");
        page.Append("</nav><span class=\"languages\">");
        foreach (var language in new[] { PageTexts.Russian, PageTexts.English })
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"{Here("lang", language.Code)}\" lang=\"{language.Code}\"{(language == Texts ? " aria-current=\"true\"" : "")}>{language.Code.ToUpperInvariant()}</a>");
        page.Append("</span></div></header><main>");
        if (heading)
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"head\"><h1>{Text(title)}</h1></div>");
        return page.Append(body).Append("</main></body></html>").ToString();
    }
}
