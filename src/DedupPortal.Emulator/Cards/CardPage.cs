using System.Globalization;
using System.Text;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>One card: its fields, how to reach the client, what it is linked with, its timeline.</summary>
internal static class CardPage
{
    public static (int Status, string Html) Render(PageFrame frame, EntityType type, CrmRecord record)
    {
        var body = new StringBuilder();
        Head(body, frame, type, record);
        StageBar(body, frame.State, type, record);
        body.Append("<div class=\"card\"><div>");
        Reach(body, frame, type, record);
        Links(body, frame, type, record);
        Products(body, frame, record);
        Fields(body, frame, type, record);
        Requisites(body, frame, type, record);
        body.Append(CultureInfo.InvariantCulture, $"</div><section><h2>{Text(frame.Texts.Timeline)}</h2>");
        CardTimeline.Append(body, frame, type, record);
        return (200, frame.Page(Name(type, record), type, body.Append("</section></div>").ToString()));
    }

    private static void Head(StringBuilder body, PageFrame frame, EntityType type, CrmRecord record)
    {
        var name = Name(type, record);
        var initials = string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => char.IsLetter(w[0])).Take(2).Select(w => char.ToUpperInvariant(w[0])));
        body.Append(CultureInfo.InvariantCulture, $"<div class=\"head\"><div class=\"face\" aria-hidden=\"true\">{Text(initials.Length > 0 ? initials : "#")}</div><div class=\"grow\"><h1>{Text(name)}</h1>");
        body.Append(CultureInfo.InvariantCulture, $"<p>{Text(frame.Texts.One[type.Id])} · ID {record.Id} · {User(frame.State, record.Get("ASSIGNED_BY_ID"))}</p></div>{frame.WatchLink}</div>");
    }

    private static void StageBar(StringBuilder body, PortalState state, EntityType type, CrmRecord record)
    {
        var stage = type.Id switch { EntityType.LeadId => record.Get("STATUS_ID"), EntityType.DealId => record.Get("STAGE_ID"), _ => null };
        if (stage is null)
            return;
        var entity = type.Id == EntityType.LeadId ? "STATUS" : Stages.EntityOf(stage);
        body.Append("<ol class=\"stages\">");
        foreach (var status in state.Statuses.Where(s => s.EntityId == entity).OrderBy(s => s.Sort))
            body.Append(CultureInfo.InvariantCulture, $"<li{(status.StatusId == stage ? " class=\"now\" aria-current=\"step\"" : "")}>{Text(status.Name)}</li>");
        body.Append("</ol>");
    }

    private static void Reach(StringBuilder body, PageFrame frame, EntityType type, CrmRecord record)
    {
        if (record.Multifields.Count == 0)
            return;
        body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(frame.Texts.Reach)}</h2><ul class=\"reach\">");
        foreach (var field in FieldCatalog.Of(type).All.Where(f => f.Kind == FieldKind.Multifield))
        {
            foreach (var entry in record.Of(field.Name))
            {
                var value = entry.Type == "IM" ? Messenger.Whole(frame, entry) : Text(entry.Value);
                body.Append(CultureInfo.InvariantCulture, $"<li><b>{Text(FieldTitles.Of(field, frame.Texts))}</b><div>{value} <small class=\"quiet\">{Text(entry.ValueType)}</small></div></li>");
            }
        }
        body.Append("</ul></section>");
    }

    private static void Links(StringBuilder body, PageFrame frame, EntityType type, CrmRecord record)
    {
        var linked = Linked(frame.State, type, record).ToList();
        if (linked.Count == 0)
            return;
        body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(frame.Texts.Links)}</h2><ul class=\"reach\">");
        foreach (var (kind, card) in linked)
            body.Append(CultureInfo.InvariantCulture, $"<li><b>{Text(frame.Texts.One[kind.Id])}</b><div>{Link(kind, card)} <small class=\"quiet\">ID {card.Id}</small></div></li>");
        body.Append("</ul></section>");
    }

    private static IEnumerable<(EntityType Type, CrmRecord Card)> Linked(PortalState state, EntityType type, CrmRecord record)
    {
        var target = type.Id == EntityType.ContactId ? EntityType.Company : EntityType.Contact;
        foreach (var card in record.Links.Select(l => state.Of(target).Find(l.Id)).OfType<CrmRecord>())
            yield return (target, card);
        if (type.Id != EntityType.ContactId && state.Companies.Find(record.Number("COMPANY_ID")) is { } company)
            yield return (EntityType.Company, company);
        if (state.Leads.Find(record.Number("LEAD_ID")) is { } lead)
            yield return (EntityType.Lead, lead);
        if (type.Id == EntityType.CompanyId)
        {
            foreach (var contact in state.CompanyContacts.Of(state, record.Id))
                yield return (EntityType.Contact, contact);
        }
        foreach (var kind in new[] { EntityType.Deal, EntityType.Lead })
        {
            foreach (var card in state.Of(kind).Rows.Where(r => Belongs(type, record.Id, r)))
                yield return (kind, card);
        }
    }

    private static bool Belongs(EntityType type, int id, CrmRecord card)
    {
        if (type.Id != EntityType.ContactId)
            return type.Id == EntityType.CompanyId && card.Get("COMPANY_ID") is { } company && Php.Int(company) == id;
        foreach (var link in card.Links)
        {
            if (link.Id == id)
                return true;
        }
        return false;
    }

    private static void Products(StringBuilder body, PageFrame frame, CrmRecord record)
    {
        if (record.Products.Count == 0)
            return;
        body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(frame.Texts.Products)}</h2><ul class=\"reach\">");
        foreach (var row in record.Products)
            body.Append(CultureInfo.InvariantCulture, $"<li><div>{Text(Php.Text(row["productName"]))}</div><span class=\"number\">{Text(Php.Text(row["price"]))} × {Text(Php.Text(row["quantity"]))}</span></li>");
        body.Append("</ul></section>");
    }

    private static void Fields(StringBuilder body, PageFrame frame, EntityType type, CrmRecord record)
    {
        body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(frame.Texts.About)}</h2><dl>");
        foreach (var field in FieldCatalog.Of(type).All)
        {
            if (field.Kind is FieldKind.Multifield or FieldKind.Link || field.Name is "ID" or "STATUS_SEMANTIC_ID" or "STAGE_SEMANTIC_ID" || FieldReader.Read(frame.State, record, field) is not { Count: > 0 } values)
                continue;
            var shown = string.Join(", ", values.Select(v => Shown(frame, field, v)));
            body.Append(CultureInfo.InvariantCulture, $"<dt>{Text(FieldTitles.Of(field, frame.Texts))}</dt><dd>{shown}</dd>");
        }
        body.Append("</dl></section>");
    }

    private static void Requisites(StringBuilder body, PageFrame frame, EntityType type, CrmRecord record)
    {
        foreach (var requisite in frame.State.Requisites.Rows.Where(r => r.TypeId == type.Id && r.EntityId == record.Id))
        {
            body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(frame.Texts.Requisites)}</h2><dl>");
            foreach (var (name, value) in requisite.Values)
                body.Append(CultureInfo.InvariantCulture, $"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>");
            body.Append("</dl></section>");
        }
    }

    private static string Shown(PageFrame frame, FieldSpec field, string value) => field.Kind switch
    {
        FieldKind.User => User(frame.State, value),
        FieldKind.DateTime => When(value),
        FieldKind.Date => When(value).Split(' ')[0],
        FieldKind.Flag => Text(value == "Y" ? frame.Texts.Yes : frame.Texts.No),
        FieldKind.Boolean => Text(value == "1" ? frame.Texts.Yes : frame.Texts.No),
        FieldKind.Number when field.Name == "CATEGORY_ID" => Text(frame.State.Categories.Find(c => Php.Number(c.Id) == value)?.Name ?? value),
        FieldKind.Status => Text(frame.State.Statuses.Find(s => s.StatusId == value && (s.EntityId == field.StatusType || field.Name == "STAGE_ID"))?.Name ?? value),
        FieldKind.Enumeration => Text(field.Options.FirstOrDefault(o => o.Id == value).Value ?? value),
        // The merge joins comments with <br>; everything else in them is shown as text.
        _ => Text(value).Replace("&lt;br&gt;", "<br>", StringComparison.Ordinal),
    };
}
