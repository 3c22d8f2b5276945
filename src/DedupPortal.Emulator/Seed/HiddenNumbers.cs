using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Seed;

/// <summary>People who hide their number: a manager writes to the phone on their card, they answer in Telegram, and a second card is born.</summary>
internal static class HiddenNumbers
{
    public static void Fill(Story story, int people)
    {
        for (var i = 0; i < people; i++)
            One(story, story.Person(), phoneAsLead: i % 4 == 3, dealMode: i % 5 is 1 or 3, thirdPartyLine: i % 6 == 5, rival: i % 6 == 2);
    }

    private static void One(Story story, Person person, bool phoneAsLead, bool dealMode, bool thirdPartyLine, bool rival)
    {
        var created = story.Moment(reserve: 4);
        var written = created.AddDays(story.Random.NextDouble() < 0.5 ? 0.01 : story.Random.NextDouble() * 3).AddMinutes(story.Random.Next(5, 200));
        // Most answer within the hour, a few on the next day.
        var answered = written.AddSeconds(story.Random.NextDouble() < 0.9 ? 90 + (Math.Pow(story.Random.NextDouble(), 3) * 6 * 3600) : 20 * 3600);
        var manager = story.Manager();
        var chatManager = story.Random.NextDouble() < 0.55 ? manager : story.OtherManager(manager);
        var type = phoneAsLead ? EntityType.Lead : EntityType.Contact;
        CrmRecord? card = null;
        story.At(created, () => card = PhoneCards.Add(story, type, person, created, manager));
        story.At(written, () => story.Reach(type, card!, written, manager));
        if (rival)
            Rival(story, person, written);
        story.At(answered, () =>
        {
            // With a namesake reached in the same hour only a telling name can decide, so the client has one.
            var who = MessengerName.Of(person, story.Random, rival ? 8 : null);
            var line = TelegramCards.Line(story, thirdPartyLine ? Directories.ThirdPartyLine : Directories.TelegramLine);
            if (dealMode)
            {
                var (contact, _) = TelegramCards.ContactWithDeal(story, who, person.TelegramId, line, answered, chatManager);
                story.Truth("hiddenNumber", phoneAsLead ? "contactAndLead" : "contacts", who.Display, (EntityType.Contact, contact), (type, card!));
            }
            else
            {
                var lead = TelegramCards.Lead(story, who, person.TelegramId, line, answered, chatManager);
                story.Truth("hiddenNumber", phoneAsLead ? "leads" : "leadIntoContact", who.Display, (EntityType.Lead, lead), (type, card!));
            }
        });
    }

    private static void Rival(Story story, Person person, DateTimeOffset written)
    {
        var rival = story.Person(person.First);
        var created = written.AddDays(-1);
        CrmRecord? card = null;
        story.At(created, () => card = PhoneCards.Add(story, EntityType.Contact, rival, created, story.Manager()));
        story.At(written.AddMinutes(-12), () => story.Reach(EntityType.Contact, card!, written.AddMinutes(-12), card!.Number("ASSIGNED_BY_ID")));
    }
}
