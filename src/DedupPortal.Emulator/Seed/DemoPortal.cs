using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

/// <summary>A Russian-speaking portal in which clients with hidden numbers appear twice.</summary>
internal static class DemoPortal
{
    private const int UsualSize = 1500;

    private static readonly (string Name, string Last, bool Female)[] s_managers =
    [
        ("Марина", "Лаптева", true), ("Глеб", "Журавлёв", false), ("Алина", "Сафонова", true), ("Тимур", "Галиев", false),
        ("Вера", "Полякова", true), ("Илья", "Устинов", false), ("Жанна", "Котова", true), ("Арсений", "Бирюков", false),
    ];

    public static void Fill(PortalState state, EmulatorOptions options)
    {
        state.Name = "demo.example";
        state.Users.Add(new PortalUser { Id = 1, Admin = true, Name = "Ирина", LastName = "Соколова", Email = "admin@demo.example", Gender = "F", Position = "Администратор портала" });
        foreach (var (manager, i) in s_managers.Select((m, i) => (m, i)))
        {
            state.Users.Add(new PortalUser
            {
                Id = 10 + i, Name = manager.Name, LastName = manager.Last, Email = $"manager{Php.Number(i + 1)}@demo.example",
                Gender = manager.Female ? "F" : "M", Position = "Менеджер по продажам", Rights = EntityType.All.ToDictionary(t => t.Id, _ => new TypeRights()),
            });
        }
        Directories.Fill(state);
        var story = new Story(state, options.Seed, options.Today);
        var scale = Math.Max(1, options.Entities / UsualSize);
        var hidden = Math.Max(10, options.Entities * 120 / UsualSize);
        HiddenNumbers.Fill(story, hidden);
        HardNegatives.Fill(story, scale);
        MergePairs.Fill(story);
        // What the stories above do not make is filled with ordinary clients.
        var left = Math.Max(0, options.Entities - (hidden * 5 / 2) - (scale * 115) - 75);
        PhoneCards.Fill(story, contacts: left * 50 / 100, leads: left * 26 / 100, deals: left * 15 / 100, companies: left * 9 / 100);
        story.Tell();
    }
}
