using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

/// <summary>A Russian-speaking portal in which clients with hidden numbers appear twice.</summary>
internal static class DemoPortal
{
    public static void Fill(PortalState state, EmulatorOptions options)
    {
        state.Name = "demo.example";
        state.Users =
        [
            new PortalUser { Id = 1, Admin = true, Name = "Ирина", LastName = "Соколова", Email = "admin@demo.example", Gender = "F", Position = "Администратор портала" },
        ];
        Directories.Fill(state);
        DemoStory.Tell(state, options);
    }
}
