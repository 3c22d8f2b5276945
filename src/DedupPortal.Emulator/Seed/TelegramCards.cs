using System.Globalization;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.OpenLines;

namespace DedupPortal.Emulator.Seed;

/// <summary>Cards that an open line makes when somebody writes: a nickname and a messenger code, no phone.</summary>
internal static class TelegramCards
{
    public static OpenLine Line(Story story, int id) => story.State.Lines.Single(l => l.Id == id);

    /// <summary>The line makes a lead.</summary>
    public static CrmRecord Lead(Story story, MessengerName who, long telegramId, OpenLine line, DateTimeOffset at, int manager)
    {
        var lead = story.Build.Card(EntityType.Lead, at, manager, null,
            ("TITLE", $"{who.Display} - {line.Name}"), ("NAME", who.Name), ("LAST_NAME", who.Last), ("SOURCE_ID", line.SourceId),
            ("COMMENTS", $"Лид создан по обращению в открытую линию «{line.Name}», канал {line.ConnectorTitle}"));
        var code = Code(story, line, telegramId);
        Messenger(story, lead, line, code);
        if (who.Username is not null)
            story.Build.Entry(lead, "WEB", "HOME", "https://t.me/" + who.Username);
        Session(story, EntityType.Lead, lead, line, code, who, at, manager);
        return lead;
    }

    /// <summary>The line makes a contact and a deal; the deal carries no messenger, only the profile address as a remark on its source.</summary>
    public static (CrmRecord Contact, CrmRecord Deal) ContactWithDeal(Story story, MessengerName who, long telegramId, OpenLine line, DateTimeOffset at, int manager)
    {
        var contact = story.Build.Card(EntityType.Contact, at, manager, null, ("NAME", who.Name), ("LAST_NAME", who.Last), ("SOURCE_ID", line.SourceId));
        var code = Code(story, line, telegramId);
        Messenger(story, contact, line, code);
        var deal = story.Build.Card(EntityType.Deal, at, manager, null,
            ("TITLE", $"{who.Display} - {line.Name}"), ("SOURCE_ID", line.SourceId),
            ("SOURCE_DESCRIPTION", who.Username is null ? null : "https://t.me/" + who.Username));
        CardBuilder.Link(deal, contact);
        var session = Session(story, EntityType.Deal, deal, line, code, who, at, manager);
        session.Bindings.Add(new Activities.Binding(EntityType.ContactId, contact.Id));
        contact.Set("LAST_ACTIVITY_TIME", session.Get("CREATED"));
        return (contact, deal);
    }

    // The last part is the portal's own number for the messenger's user: opaque and different on every line.
    private static string Code(Story story, OpenLine line, long telegramId) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.Connector}|{line.Id}|{telegramId}|{4000 + story.State.LastSessionId}");

    private static void Messenger(Story story, CrmRecord record, OpenLine line, string code)
    {
        var valueType = line.Connector switch { "telegrambot" => "TELEGRAM", "livechat" => "OPENLINE", _ => "IMOL" };
        story.Build.Entry(record, "IM", valueType, "imol|" + code);
        story.Build.Entry(record, "LINK", "USER", code.Split('|')[3]);
    }

    private static Activities.Activity Session(Story story, EntityType type, CrmRecord card, OpenLine line, string code, MessengerName who, DateTimeOffset at, int manager)
    {
        var session = story.Build.Session(type, card, at, code, line.Id, manager, $"Чат открытой линии - \"{who.Display}\" ({line.ConnectorTitle})");
        if (at > story.Today.AddDays(-3))
            session.Values["COMPLETED"] = "N";
        return session;
    }
}
