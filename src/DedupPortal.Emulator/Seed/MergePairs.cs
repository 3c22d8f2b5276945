using DedupPortal.Emulator.Crm;
using static DedupPortal.Emulator.Crm.EntityType;

namespace DedupPortal.Emulator.Seed;

/// <summary>Clear pairs for each way of merging, with things on both sides that have to move; every third one in conflict.</summary>
internal static class MergePairs
{
    private static readonly string[] s_surnames = ["Рукавишников", "Остроухов", "Заболотин", "Перелыгин", "Трегубов", "Хворостов"];

    public static void Fill(Story story)
    {
        for (var i = 0; i < 4; i++)
        {
            var conflict = i % 3 == 2;
            Pair(story, Rare(story, i), phoneAsLead: true, dealMode: false, conflict);
            Pair(story, Rare(story, i + 1), phoneAsLead: false, dealMode: true, conflict);
            Pair(story, Rare(story, i + 2), phoneAsLead: false, dealMode: false, conflict);
            Companies(story, conflict, i);
        }
        for (var i = 0; i < 8; i++)
            Classic(story);
        TwoLines(story);
    }

    private static Person Rare(Story story, int i)
    {
        var first = Names.First[(i * 7) % Names.First.Count];
        return story.Person(first, Names.Feminine(s_surnames[i % s_surnames.Length], first.Female));
    }

    private static void Pair(Story story, Person person, bool phoneAsLead, bool dealMode, bool conflict)
    {
        var type = phoneAsLead ? Lead : Contact;
        var manager = story.Manager();
        var chatManager = conflict ? story.OtherManager(manager) : manager;
        var created = story.Moment(reserve: 12);
        var written = created.AddDays(1);
        var answered = written.AddMinutes(7);
        CrmRecord? card = null, deal = null;
        story.At(created, () =>
        {
            card = PhoneCards.Add(story, type, person, created, manager);
            card.Set("LAST_NAME", person.Last);
            card.Set("COMMENTS", "Постоянный клиент, просит связываться после обеда.");
            story.Build.Comment(type, card, created.AddMinutes(20), manager, "Обсудили комплектацию, ждёт расчёт.");
            if (phoneAsLead)
                Rows(story, Lead, card, ("Доставка", 900, 1));
            if (dealMode)
                deal = Order(story, card, created, manager, "Заказ");
        });
        story.At(written, () => story.Reach(type, card!, written, manager));
        story.At(answered, () =>
        {
            var who = new MessengerName(person.First.Full, person.Last, person.Username(story.Random));
            var line = TelegramCards.Line(story, Directories.TelegramLine);
            var note = conflict ? "conflict" : "clean";
            if (dealMode)
            {
                var (contact, chatDeal) = TelegramCards.ContactWithDeal(story, who, person.TelegramId, line, answered, chatManager);
                story.Build.Comment(Contact, contact, answered.AddMinutes(9), chatManager, "Прислал фото участка в чат.");
                Rows(story, EntityType.Deal, chatDeal, ("Замер", 1500, 1));
                story.Truth("pair", "contacts", note, (Contact, contact), (type, card!));
                story.Truth("pair", "deals", note, (EntityType.Deal, chatDeal), (EntityType.Deal, deal!));
                return;
            }
            var lead = TelegramCards.Lead(story, who, person.TelegramId, line, answered, chatManager);
            story.Build.Comment(Lead, lead, answered.AddMinutes(9), chatManager, "Уточнил срок доставки.");
            Rows(story, Lead, lead, ("Консультация", 500, 1));
            story.Truth("pair", phoneAsLead ? "leads" : "leadIntoContact", note, (Lead, lead), (type, card!));
        });
    }

    private static CrmRecord Order(Story story, CrmRecord client, DateTimeOffset at, int manager, string title)
    {
        var deal = story.Build.Card(EntityType.Deal, at, manager, null, ("TITLE", $"{title} {client.Get("NAME")} {client.Get("LAST_NAME")}"), ("SOURCE_ID", "CALL"));
        CardBuilder.Link(deal, client);
        Rows(story, EntityType.Deal, deal, ("Шкаф по размерам", 42000, 1), ("Сборка", 3500, 1));
        story.Build.Comment(EntityType.Deal, deal, at.AddMinutes(30), manager, "Согласовали дату сборки.");
        return deal;
    }

    private static void Rows(Story story, EntityType type, CrmRecord card, params (string Name, double Price, double Quantity)[] rows)
    {
        foreach (var (name, price, quantity) in rows)
            card.Products.Add(ProductRows.Make(story.State, type, card.Id, name, price, quantity));
        ProductRows.SettleAmount(card);
    }

    private static void Companies(Story story, bool conflict, int i)
    {
        var manager = story.Manager();
        var phone = story.Person().Phone;
        var name = Names.Companies[^(i + 1)];
        var at = story.Moment(reserve: 12);
        CrmRecord? one = null;
        CrmRecord Firm(string title, DateTimeOffset when, int responsible)
        {
            var firm = story.Build.Card(Company, when, responsible, null, ("TITLE", title));
            story.Build.Entry(firm, "PHONE", "WORK", story.Typed(phone));
            return firm;
        }
        story.At(at, () => one = Firm($"ООО «{name}»", at, manager));
        story.At(at.AddDays(4), () =>
        {
            var two = Firm($"ООО  «{name}».", at.AddDays(4), conflict ? story.OtherManager(manager) : manager);
            var requisite = new Requisite { Id = story.State.Requisites.NextId(), TypeId = CompanyId, EntityId = two.Id };
            requisite.Values["NAME"] = "Организация";
            requisite.Values["PRESET_ID"] = "1";
            requisite.Values["RQ_INN"] = "000000000" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            story.State.Requisites.Add(requisite);
            story.Truth("pair", "companies", conflict ? "conflict" : "clean", (Company, one!), (Company, two));
        });
    }

    /// <summary>The classic duplicate: one phone, typed twice in different ways.</summary>
    private static void Classic(Story story)
    {
        var person = story.Person();
        var at = story.Moment(reserve: 12);
        CrmRecord? one = null;
        story.At(at, () => one = PhoneCards.Add(story, Contact, person, at, story.Manager()));
        story.At(at.AddDays(6), () => story.Truth("classic", "samePhone", person.FullName,
            (Contact, one!), (Contact, PhoneCards.Add(story, Contact, person, at.AddDays(6), story.Manager()))));
    }

    /// <summary>One Telegram account in the chats of two lines.</summary>
    private static void TwoLines(Story story)
    {
        var person = story.Person();
        var who = new MessengerName(person.First.Short, person.Last, person.Username(story.Random));
        var at = story.Moment(reserve: 12);
        CrmRecord? one = null;
        story.At(at, () => one = TelegramCards.Lead(story, who, person.TelegramId, TelegramCards.Line(story, Directories.TelegramLine), at, story.Manager()));
        story.At(at.AddDays(3), () => story.Truth("sameTelegram", "leads", who.Display, (Lead, one!),
            (Lead, TelegramCards.Lead(story, who, person.TelegramId, TelegramCards.Line(story, Directories.ThirdPartyLine), at.AddDays(3), story.Manager()))));
    }
}
