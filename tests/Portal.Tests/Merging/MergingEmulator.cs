using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>One emulator per test class; each case resets it.</summary>
public sealed class MergingEmulator : IAsyncLifetime
{
    public EmulatorProcess Emulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Emulator = await EmulatorProcess.StartAsync();

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();
}
