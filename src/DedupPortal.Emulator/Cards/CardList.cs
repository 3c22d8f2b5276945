using System.Globalization;
using System.Text;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>One kind of cards, newest first, with a search by name, phone, nickname or id. Without a search no row is touched but those shown.</summary>
internal static class CardList
{
    private const int PageSize = 50;

    public static (int Status, string Html) Render(PageFrame frame, EntityType type, string find, int page)
    {
        var (texts, all) = (frame.Texts, frame.State.Of(type).Rows);
        var (rows, total) = find.Length == 0 ? (Slice(all, page), all.Count) : Search(all, type, find, page);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<div class=\"head\"><h1 class=\"grow\">{Text(texts.Many[type.Id])}</h1>{frame.WatchLink}</div>");
        body.Append(CultureInfo.InvariantCulture, $"<form class=\"bar\" role=\"search\"><input type=\"hidden\" name=\"type\" value=\"{type.Path}\"><input type=\"search\" name=\"find\" value=\"{Text(find)}\" placeholder=\"{Text(texts.SearchHint)}\" aria-label=\"{Text(texts.Search)}\">");
        body.Append(CultureInfo.InvariantCulture, $"<button class=\"first\">{Text(texts.Find)}</button><span class=\"count\">{Text(texts.Total)}: {Count(total)}</span></form>");
        if (rows.Count == 0)
            body.Append(CultureInfo.InvariantCulture, $"<section><p class=\"empty\">{Text(texts.Nothing)}</p></section>");
        else
            Table(body, frame, type, rows);
        Pages(body, frame, page, total);
        return (200, frame.Page(texts.Many[type.Id], type, body.ToString()));
    }

    private static void Table(StringBuilder body, PageFrame frame, EntityType type, List<CrmRecord> rows)
    {
        var texts = frame.Texts;
        body.Append("<div class=\"sheet\"><table><thead><tr>");
        foreach (var title in new[] { "ID", texts.Name, texts.Phone, texts.Messenger, texts.Stage, texts.Responsible, texts.Created })
            body.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Text(title)}</th>");
        body.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            body.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"number quiet\" data-name=\"ID\">{row.Id}</td><td>{Link(type, row)}</td>");
            body.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{string.Join("<br>", row.Of("PHONE").Select(m => Text(m.Value)))}</td>");
            body.Append(CultureInfo.InvariantCulture, $"<td>{string.Join(' ', row.Of("IM").Select(m => Messenger.Chip(frame, m)).Distinct(StringComparer.Ordinal))}</td>");
            body.Append(CultureInfo.InvariantCulture, $"<td>{Stage(frame.State, type, row)}</td><td>{User(frame.State, row.Get("ASSIGNED_BY_ID"))}</td><td class=\"number\">{When(row.Get("DATE_CREATE"))}</td></tr>");
        }
        body.Append("</tbody></table></div>");
    }

    private static void Pages(StringBuilder body, PageFrame frame, int page, int total)
    {
        if (total <= PageSize)
            return;
        body.Append("<p class=\"pages\">");
        if (page > 1)
            body.Append(CultureInfo.InvariantCulture, $"<a class=\"button\" href=\"{frame.Here("page", Php.Number(page - 1))}\">{Text(frame.Texts.Back)}</a>");
        body.Append(CultureInfo.InvariantCulture, $"<span class=\"quiet\">{Count(Math.Min(total, ((page - 1) * PageSize) + 1))}–{Count(Math.Min(total, page * PageSize))}</span>");
        if ((long)page * PageSize < total)
            body.Append(CultureInfo.InvariantCulture, $"<a class=\"button\" href=\"{frame.Here("page", Php.Number(page + 1))}\">{Text(frame.Texts.Next)}</a>");
        body.Append("</p>");
    }

    private static List<CrmRecord> Slice(List<CrmRecord> all, int page)
    {
        var rows = new List<CrmRecord>(PageSize);
        for (var i = all.Count - 1 - ((page - 1L) * PageSize); i >= 0 && rows.Count < PageSize; i--)
            rows.Add(all[(int)i]);
        return rows;
    }

    private static (List<CrmRecord> Rows, int Total) Search(List<CrmRecord> all, EntityType type, string find, int page)
    {
        var rows = new List<CrmRecord>(PageSize);
        var (total, before) = (0, (page - 1L) * PageSize);
        for (var i = all.Count - 1; i >= 0; i--)
        {
            if (Fits(type, all[i], find) && total++ >= before && rows.Count < PageSize)
                rows.Add(all[i]);
        }
        return (rows, total);
    }

    private static bool Fits(EntityType type, CrmRecord record, string find)
    {
        if (type.Id == EntityType.ContactId ? Name(type, record).Contains(find, StringComparison.OrdinalIgnoreCase) : record.Get("TITLE")?.Contains(find, StringComparison.OrdinalIgnoreCase) == true)
            return true;
        foreach (var entry in record.Multifields)
        {
            if (entry.Value.Contains(find, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return Php.Number(record.Id) == find;
    }
}
