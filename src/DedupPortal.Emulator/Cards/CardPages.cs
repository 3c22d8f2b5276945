using System.Globalization;
using System.Net;
using System.Text;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Cards;

/// <summary>What a person sees who follows "open in Bitrix24": lists and cards as plain pages.</summary>
internal static class CardPages
{
    private static readonly Dictionary<int, string> s_titles = new()
    {
        [EntityType.LeadId] = "Лиды", [EntityType.DealId] = "Сделки", [EntityType.ContactId] = "Контакты", [EntityType.CompanyId] = "Компании",
    };

    public static void Map(WebApplication app, Portal portal)
    {
        app.MapGet("/", (string? type, string? find, int? page) => Html(portal, state => CardList.Render(state, EntityType.Find(type) ?? EntityType.Lead, find, page ?? 1)));
        app.MapGet("/crm/{type}/details/{id:int}/", (string type, int id) =>
            EntityType.Find(type) is { } entity && Exists(portal, entity, id)
                ? Html(portal, state => CardPage.Render(state, entity, state.Of(entity).Find(id)!))
                : Results.Content(Frame(portal.State, "Не найдено", "<p class=\"empty\">Такой карточки нет: возможно, она удалена или объединена с другой.</p>"), "text/html; charset=utf-8", statusCode: 404));
        app.MapGet("/portal.css", () => Results.Text(CardStyle.Css, "text/css"));
    }

    public static string TitleOf(EntityType type) => s_titles[type.Id];

    public static string Name(EntityType type, CrmRecord record)
    {
        var person = $"{record.Get("NAME")} {record.Get("LAST_NAME")}".Trim();
        return type.Id == EntityType.ContactId ? (person.Length > 0 ? person : RecordDefaults.NamelessContact) : record.Get("TITLE") ?? person;
    }

    public static string Link(EntityType type, CrmRecord record) =>
        $"<a href=\"/crm/{type.Path}/details/{Php.Number(record.Id)}/\">{Text(Name(type, record))}</a>";

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    public static string When(string? iso) =>
        PortalClock.Parse(iso) is { } at ? at.ToOffset(PortalClock.Offset).ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture) : "";

    public static string User(PortalState state, string? id) =>
        state.Users.Find(u => Php.Number(u.Id) == id) is { } user ? Text($"{user.Name} {user.LastName}") : Text(id);

    public static string Frame(PortalState state, string title, string body)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"ru\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{Text(title)}</title><link rel=\"stylesheet\" href=\"/portal.css\"></head><body>");
        page.Append(CultureInfo.InvariantCulture, $"<header><strong>{Text(state.Name)}</strong><nav>");
        foreach (var type in EntityType.All)
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"/?type={type.Path}\">{TitleOf(type)}</a>");
        page.Append(CultureInfo.InvariantCulture, $"</nav></header><main><h1>{Text(title)}</h1>{body}</main></body></html>");
        return page.ToString();
    }

    private static bool Exists(Portal portal, EntityType type, int id)
    {
        lock (portal.Gate)
            return portal.State.Of(type).Find(id) is not null;
    }

    private static IResult Html(Portal portal, Func<PortalState, string> render)
    {
        lock (portal.Gate)
            return Results.Content(render(portal.State), "text/html; charset=utf-8");
    }
}
