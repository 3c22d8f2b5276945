using DedupPortal.Emulator.Crm;
using static DedupPortal.Emulator.Crm.EntityType;

namespace DedupPortal.Emulator.Seed;

/// <summary>Cards that came by phone, form or mail: they know the number.</summary>
internal static class PhoneCards
{
    private static readonly string[] s_sources = ["CALL", "WEB", "WEBFORM", "CALLBACK", "EMAIL", "ADVERTISING", "RECOMMENDATION"];

    public static CrmRecord Add(Story story, EntityType type, Person person, DateTimeOffset at, int manager)
    {
        var record = story.Build.Card(type, at, manager, null,
            ("NAME", person.First.Full),
            ("LAST_NAME", story.Random.NextDouble() < 0.85 ? person.Last : null),
            ("SOURCE_ID", story.Any(s_sources)));
        if (type == Lead)
        {
            record.Set("TITLE", story.Random.Next(3) switch { 0 => $"Заявка с сайта: {person.First.Full}", 1 => person.FullName, _ => $"Звонок {person.FullName}" });
            record.Set("STATUS_ID", story.Random.Next(5) switch { 0 => "IN_PROCESS", 1 => "PROCESSED", 2 => "JUNK", _ => "NEW" });
            record.Set("STATUS_SEMANTIC_ID", Stages.Semantics(story.State, "STATUS", record.Get("STATUS_ID")));
        }
        story.Build.Entry(record, "PHONE", story.Random.Next(3) == 0 ? "WORK" : "MOBILE", story.Typed(person.Phone));
        if (story.Random.NextDouble() < 0.4)
            story.Build.Entry(record, "EMAIL", "WORK", person.Email);
        return record;
    }

    /// <summary>Ordinary clients with their calls, deals and companies.</summary>
    public static void Fill(Story story, int contacts, int leads, int deals, int companies)
    {
        var firms = new List<CrmRecord>();
        var clients = new List<CrmRecord>();
        for (var i = 0; i < companies; i++)
        {
            var at = story.Moment();
            story.At(at, () =>
            {
                var name = story.Any(Names.Companies);
                var firm = story.Build.Card(Company, at, story.Manager(), null, ("TITLE", $"ООО «{name}» {story.State.Companies.LastId + 1}"));
                story.Build.Entry(firm, "PHONE", "WORK", story.Typed(story.Person().Phone));
                firms.Add(firm);
            });
        }
        foreach (var (type, count) in new[] { (Contact, contacts), (Lead, leads) })
        {
            for (var i = 0; i < count; i++)
            {
                var at = story.Moment();
                story.At(at, () =>
                {
                    var record = Add(story, type, story.Person(), at, story.Manager());
                    if (type == Contact)
                    {
                        clients.Add(record);
                        if (firms.Count > 0 && story.Random.NextDouble() < 0.25)
                            CardBuilder.Link(record, story.Any(firms));
                    }
                    else if (story.Random.NextDouble() < 0.1)
                    {
                        record.Set("COMPANY_TITLE", story.Any(Names.Companies));
                    }
                });
                // Most cards are reached now and then; by chance some of it falls near a stranger's chat.
                for (var k = story.Random.Next(0, 4); k > 0; k--)
                {
                    var moment = story.Moment();
                    if (moment <= at)
                        continue;
                    var position = i;
                    story.At(moment, () =>
                    {
                        var rows = story.State.Of(type).Rows;
                        var card = rows.Count == 0 ? null : rows[(position * 37) % rows.Count];
                        if (card?.Of("PHONE").Any() == true)
                            story.Reach(type, card, moment, card.Number("ASSIGNED_BY_ID"));
                    });
                }
            }
        }
        for (var i = 0; i < deals; i++)
        {
            var at = story.Moment();
            story.At(at, () =>
            {
                if (clients.Count > 0)
                    Deal(story, story.Any(clients), at);
            });
        }
    }

    private static void Deal(Story story, CrmRecord client, DateTimeOffset at)
    {
        var service = story.Random.Next(3) == 0;
        var stage = story.Random.Next(5) switch { 0 => "WON", 1 => "EXECUTING", 2 => "LOSE", _ => "NEW" };
        var deal = story.Build.Card(EntityType.Deal, at, client.Number("ASSIGNED_BY_ID"), null,
            ("TITLE", $"{(service ? "Обслуживание" : "Заказ")} {client.Get("NAME")} {client.Get("LAST_NAME")}".TrimEnd()),
            ("CATEGORY_ID", service ? "1" : "0"), ("STAGE_ID", service ? "C1:" + stage : stage), ("SOURCE_ID", client.Get("SOURCE_ID")),
            ("OPPORTUNITY", (story.Random.Next(3, 90) * 1000).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)), ("IS_MANUAL_OPPORTUNITY", "Y"));
        CardBuilder.Link(deal, client);
        if (client.Links is [var firm, ..])
            deal.Set("COMPANY_ID", Protocol.Php.Number(firm.Id));
    }
}
