using System.Globalization;
using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Seed;

/// <summary>Cards that look like one person and are not, and chats that belong to nobody in the portal.</summary>
internal static class HardNegatives
{
    public static void Fill(Story story, int scale)
    {
        for (var i = 0; i < 12 * scale; i++)
            StrangerInTheSameHour(story);
        for (var i = 0; i < 14 * scale; i++)
            Namesakes(story);
        for (var i = 0; i < 5 * scale; i++)
            SharedPhone(story);
        for (var i = 0; i < 20 * scale; i++)
            Newcomer(story);
        for (var i = 0; i < 16 * scale; i++)
            Guest(story, i);
        for (var i = 0; i < 3; i++)
            TestChat(story, story.Managers[i]);
    }

    /// <summary>Somebody with the same first name was written to within the hour, but the one who came to the chat is another.</summary>
    private static void StrangerInTheSameHour(Story story)
    {
        var known = story.Person();
        var stranger = story.Person(known.First);
        var created = story.Moment(reserve: 2);
        var written = created.AddMinutes(40);
        CrmRecord? card = null;
        story.At(created, () => card = PhoneCards.Add(story, EntityType.Contact, known, created, story.Manager()));
        story.At(written, () => story.Reach(EntityType.Contact, card!, written, card!.Number("ASSIGNED_BY_ID")));
        story.At(written.AddMinutes(25), () =>
        {
            var who = new MessengerName(stranger.First.Full, stranger.Last, stranger.Username(story.Random));
            var lead = TelegramCards.Lead(story, who, stranger.TelegramId, TelegramCards.Line(story, Directories.TelegramLine), written.AddMinutes(25), story.Manager());
            story.Truth("different", "sameNameSameHour", who.Display, (EntityType.Lead, lead), (EntityType.Contact, card!));
        });
    }

    private static void Namesakes(Story story)
    {
        var first = story.Person();
        var second = story.Person(first.First, first.Last);
        CrmRecord? one = null;
        var at = story.Moment(reserve: 10);
        story.At(at, () => one = PhoneCards.Add(story, EntityType.Contact, first, at, story.Manager()));
        story.At(at.AddDays(5), () =>
        {
            var two = PhoneCards.Add(story, EntityType.Contact, second, at.AddDays(5), story.Manager());
            story.Truth("different", "namesakes", first.FullName, (EntityType.Contact, one!), (EntityType.Contact, two));
        });
    }

    /// <summary>A wife and a husband with one phone; it is she who answers in Telegram.</summary>
    private static void SharedPhone(Story story)
    {
        var her = story.Person(story.Any([.. Names.First.Where(n => n.Female)]), last: "Верещагина");
        var him = story.Person(story.Any([.. Names.First.Where(n => !n.Female)]), last: "Верещагин") with { Phone = her.Phone };
        var at = story.Moment(reserve: 8);
        CrmRecord? one = null, two = null;
        story.At(at, () => one = PhoneCards.Add(story, EntityType.Contact, her, at, story.Manager()));
        story.At(at.AddDays(2), () => two = PhoneCards.Add(story, EntityType.Contact, him, at.AddDays(2), story.Manager()));
        var written = at.AddDays(3);
        story.At(written, () => story.Reach(EntityType.Contact, one!, written, one!.Number("ASSIGNED_BY_ID")));
        story.At(written.AddMinutes(15), () =>
        {
            var who = new MessengerName(her.First.Short, her.Last, null);
            var lead = TelegramCards.Lead(story, who, her.TelegramId, TelegramCards.Line(story, Directories.TelegramLine), written.AddMinutes(15), one!.Number("ASSIGNED_BY_ID"));
            story.Truth("hiddenNumber", "leadIntoContact", who.Display, (EntityType.Lead, lead), (EntityType.Contact, one!));
            story.Truth("different", "sharedPhone", "spouse", (EntityType.Contact, one!), (EntityType.Contact, two!));
            story.Truth("different", "sharedPhone", "spouse", (EntityType.Lead, lead), (EntityType.Contact, two!));
        });
    }

    private static void Newcomer(Story story)
    {
        var at = story.Moment();
        story.At(at, () =>
        {
            var person = story.Person();
            TelegramCards.Lead(story, MessengerName.Of(person, story.Random), person.TelegramId, TelegramCards.Line(story, Directories.TelegramLine), at, story.Manager());
        });
    }

    private static void Guest(Story story, int number)
    {
        var at = story.Moment();
        story.At(at, () =>
        {
            var person = story.Person();
            var who = new MessengerName(string.Create(CultureInfo.InvariantCulture, $"Гость №{number + 15}"), null, null);
            var line = number % 3 == 0 ? Directories.TelegramLine : Directories.SiteLine;
            TelegramCards.Lead(story, who, person.TelegramId, TelegramCards.Line(story, line), at, story.Manager());
        });
    }

    private static void TestChat(Story story, int manager)
    {
        var at = story.Moment();
        story.At(at, () =>
        {
            var user = story.State.Users.Single(u => u.Id == manager);
            var lead = TelegramCards.Lead(story, new MessengerName(user.Name, "тест", null), 499_000_000 + manager, TelegramCards.Line(story, Directories.TelegramLine), at, manager);
            story.Truth("testChat", "manager", user.Name, (EntityType.Lead, lead));
        });
    }
}
