using System.Globalization;
using System.Text;
using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>One card: its fields, how to reach the client, what it is linked with, its timeline.</summary>
internal static class CardPage
{
    public static string Render(PortalState state, EntityType type, CrmRecord record)
    {
        var body = new StringBuilder("<div class=\"columns\"><section><h2>О карточке</h2><dl>");
        Row(body, "Тип", $"{TitleOf(type)} · ID {Php.Number(record.Id)}");
        foreach (var field in FieldCatalog.Of(type).All)
        {
            if (field.Kind is FieldKind.Multifield or FieldKind.Link || field.Name is "ID" || FieldReader.Read(state, type, record, field) is not { Count: > 0 } values)
                continue;
            Row(body, field.Title, string.Join(", ", values.Select(v => Shown(state, field, v))));
        }
        body.Append("</dl></section><section><h2>Связь</h2><dl>");
        foreach (var field in FieldCatalog.Of(type).All.Where(f => f.Kind == FieldKind.Multifield))
        {
            foreach (var entry in record.Of(field.Name))
                Row(body, $"{field.Title} ({Text(entry.ValueType)})", Text(entry.Value));
        }
        body.Append("</dl>");
        Links(body, state, type, record);
        Products(body, record);
        body.Append("</section></div><section><h2>Таймлайн</h2><ol class=\"timeline\">");
        foreach (var (time, text) in Timeline(state, type, record))
            body.Append(CultureInfo.InvariantCulture, $"<li><time>{When(time)}</time> {text}</li>");
        return Frame(state, Name(type, record), body.Append("</ol></section>").ToString());
    }

    private static void Row(StringBuilder body, string name, string html) => body.Append(CultureInfo.InvariantCulture, $"<dt>{Text(name)}</dt><dd>{html}</dd>");

    private static string Shown(PortalState state, FieldSpec field, string value) => field.Kind switch
    {
        FieldKind.User => User(state, value),
        FieldKind.DateTime or FieldKind.Date => When(value),
        FieldKind.Flag => value == "Y" ? "да" : "нет",
        FieldKind.Status => Text(state.Statuses.Find(s => s.StatusId == value && (s.EntityId == field.StatusType || field.Name == "STAGE_ID"))?.Name ?? value),
        FieldKind.Enumeration => Text(field.Options.FirstOrDefault(o => o.Id == value).Value ?? value),
        // The merge joins comments with <br>; everything else in them is shown as text.
        _ => Text(value).Replace("&lt;br&gt;", "<br>", StringComparison.Ordinal),
    };

    private static void Links(StringBuilder body, PortalState state, EntityType type, CrmRecord record)
    {
        var linked = new List<(EntityType Type, CrmRecord Card)>();
        var target = type.Id == EntityType.ContactId ? EntityType.Company : EntityType.Contact;
        linked.AddRange(record.Links.Select(l => state.Of(target).Find(l.Id)).OfType<CrmRecord>().Select(c => (target, c)));
        if (state.Companies.Find(record.Number("COMPANY_ID")) is { } company && type.Id != EntityType.ContactId)
            linked.Add((EntityType.Company, company));
        if (state.Leads.Find(record.Number("LEAD_ID")) is { } lead)
            linked.Add((EntityType.Lead, lead));
        if (type.Id == EntityType.CompanyId)
            linked.AddRange(LinkRules.ContactsOf(state, record.Id).Select(c => (EntityType.Contact, c)));
        if (type.Id == EntityType.ContactId)
        {
            linked.AddRange(state.Deals.Rows.Where(d => d.Links.Exists(l => l.Id == record.Id)).Select(d => (EntityType.Deal, d)));
            linked.AddRange(state.Leads.Rows.Where(d => d.Links.Exists(l => l.Id == record.Id)).Select(d => (EntityType.Lead, d)));
        }
        if (linked.Count == 0)
            return;
        body.Append("<h2>Связи</h2><ul>");
        foreach (var (kind, card) in linked)
            body.Append(CultureInfo.InvariantCulture, $"<li>{TitleOf(kind)}: {Link(kind, card)}</li>");
        body.Append("</ul>");
    }

    private static void Products(StringBuilder body, CrmRecord record)
    {
        if (record.Products.Count == 0)
            return;
        body.Append("<h2>Товары</h2><ul>");
        foreach (var row in record.Products)
            body.Append(CultureInfo.InvariantCulture, $"<li>{Text(Php.Text(row["productName"]))} — {Php.Text(row["price"])} × {Php.Text(row["quantity"])}</li>");
        body.Append("</ul>");
    }

    private static IEnumerable<(string Time, string Html)> Timeline(PortalState state, EntityType type, CrmRecord record)
    {
        var here = new Binding(type.Id, record.Id);
        var activities = state.Activities.Rows.Where(a => a.Bindings.Contains(here)).Select(a => (a.Get("CREATED") ?? "",
            $"<b>{Text(a.Get("SUBJECT"))}</b> {Text(a.Get("DESCRIPTION"))} <span>{Text(string.Join(", ", a.Communications.Select(c => c.Value)))} · {User(state, a.Get("RESPONSIBLE_ID"))}</span>"));
        var comments = state.Comments.Rows.Where(c => c.Bindings.Contains(here)).Select(c => (c.Created,
            $"<b>{(c.LogMessage ? Text(c.Title) : "Комментарий")}</b> {Text(c.Text)} <span>{User(state, Php.Number(c.AuthorId))}</span>"));
        var history = state.History.Where(h => h.TypeId == type.Id && h.EntityId == record.Id).Select(h => (h.Time, $"<b>История</b> {Text(h.Text)}"));
        return activities.Concat(comments).Concat(history).OrderByDescending(e => e.Item1, StringComparer.Ordinal);
    }
}
