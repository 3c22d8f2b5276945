using System.Globalization;
using System.Text;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>One kind of cards, newest first, with a search by name, phone or messenger.</summary>
internal static class CardList
{
    private const int PageSize = 50;

    public static string Render(PortalState state, EntityType type, string? find, int page)
    {
        var found = Enumerable.Reverse(state.Of(type).Rows).Where(r => Fits(type, r, find)).ToList();
        var rows = found.Skip((Math.Max(1, page) - 1) * PageSize).Take(PageSize);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<form><input type=\"hidden\" name=\"type\" value=\"{type.Path}\"><label>Поиск <input name=\"find\" value=\"{Text(find)}\"></label><button>Найти</button></form>");
        body.Append(CultureInfo.InvariantCulture, $"<p class=\"count\">Всего: {found.Count}</p><div class=\"scroll\"><table><thead><tr><th>ID</th><th>Название</th><th>Телефон</th><th>Мессенджер</th><th>Ответственный</th><th>Создан</th></tr></thead><tbody>");
        foreach (var row in rows)
        {
            body.Append(CultureInfo.InvariantCulture, $"<tr><td>{row.Id}</td><td>{Link(type, row)}</td><td>{Text(string.Join(", ", row.Of("PHONE").Select(m => m.Value)))}</td>");
            body.Append(CultureInfo.InvariantCulture, $"<td>{(row.HasImol ? "Открытая линия" : "")}</td><td>{User(state, row.Get("ASSIGNED_BY_ID"))}</td><td>{When(row.Get("DATE_CREATE"))}</td></tr>");
        }
        body.Append("</tbody></table></div><p class=\"pages\">");
        if (page > 1)
            body.Append(Page(type, find, page - 1, "← Назад"));
        if (page * PageSize < found.Count)
            body.Append(Page(type, find, page + 1, "Дальше →"));
        return Frame(state, TitleOf(type), body.Append("</p>").ToString());
    }

    private static bool Fits(EntityType type, CrmRecord record, string? find) =>
        string.IsNullOrWhiteSpace(find)
        || Name(type, record).Contains(find.Trim(), StringComparison.OrdinalIgnoreCase)
        || record.Multifields.Exists(m => m.Value.Contains(find.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string Page(EntityType type, string? find, int page, string label) =>
        $"<a href=\"/?type={type.Path}&amp;find={Uri.EscapeDataString(find ?? "")}&amp;page={Php.Number(page)}\">{label}</a> ";
}
