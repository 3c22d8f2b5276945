using System.Globalization;
using System.Net;
using System.Text;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Cards;

/// <summary>What a person sees who follows "open in Bitrix24": lists and cards as plain pages without a script.</summary>
internal static class CardPages
{
    private const string LanguageCookie = "lang";
    private const string Html = "text/html; charset=utf-8";

    public static void Map(WebApplication app, Portal portal)
    {
        app.MapGet("/", (HttpContext context, string? type, string? find, int? page) => Show(portal, context,
            frame => CardList.Render(frame, EntityType.Find(type) ?? EntityType.Lead, find?.Trim() ?? "", Math.Max(1, page ?? 1))));
        app.MapGet("/crm/{type}/details/{id:int}/", (HttpContext context, string type, int id) => Show(portal, context, frame =>
            EntityType.Find(type) is { } entity && frame.State.Of(entity).Find(id) is { } card ? CardPage.Render(frame, entity, card) : Missing(frame)));
        app.MapGet("/portal.css", () => Results.Text(CardStyle.Css, "text/css"));
    }

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

    public static string Count(int number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u00a0');

    /// <summary>The stage of a lead or deal with the colour of its meaning; the type of a contact or company.</summary>
    public static string Stage(PortalState state, EntityType type, CrmRecord record)
    {
        var field = type.Id switch { EntityType.LeadId => "STATUS_ID", EntityType.DealId => "STAGE_ID", EntityType.CompanyId => "COMPANY_TYPE", _ => "TYPE_ID" };
        var value = record.Get(field);
        var entity = type.Id switch { EntityType.LeadId => "STATUS", EntityType.DealId => Stages.EntityOf(value), EntityType.CompanyId => "COMPANY_TYPE", _ => "CONTACT_TYPE" };
        var status = state.Statuses.Find(s => s.StatusId == value && s.EntityId == entity);
        return value is null ? "" : $"<span class=\"chip {status?.Semantics}\">{Text(status?.Name ?? value)}</span>";
    }

    private static IResult Show(Portal portal, HttpContext context, Func<PageFrame, (int Status, string Html)> render)
    {
        var asked = PageTexts.ByCode(context.Request.Query[LanguageCookie]);
        if (asked is not null)
            context.Response.Cookies.Append(LanguageCookie, asked.Code, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
        var texts = asked ?? PageTexts.ByCode(context.Request.Cookies[LanguageCookie]) ?? Preferred(context.Request.Headers.AcceptLanguage.ToString());
        lock (portal.Gate)
        {
            var (status, html) = render(new PageFrame(portal.State, texts, context.Request));
            return Results.Content(html, Html, Encoding.UTF8, status);
        }
    }

    private static (int Status, string Html) Missing(PageFrame frame) =>
        (404, frame.Page(frame.Texts.Missing, type: null, $"<section><p class=\"empty\">{Text(frame.Texts.MissingText)}</p></section>", heading: true));

    private static PageTexts Preferred(string accepted) => accepted.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? PageTexts.English : PageTexts.Russian;
}
