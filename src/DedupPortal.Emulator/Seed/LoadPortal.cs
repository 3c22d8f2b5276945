using System.Globalization;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

/// <summary>As many cards as asked for, made by the same storyteller as the demo: two thirds phone cards, the rest Telegram-born.</summary>
internal static class LoadPortal
{
    public static void Fill(PortalState state, EmulatorOptions options)
    {
        DemoPortal.Fill(state, options);
        state.Name = string.Create(CultureInfo.InvariantCulture, $"load-{options.Entities}.example");
    }
}
