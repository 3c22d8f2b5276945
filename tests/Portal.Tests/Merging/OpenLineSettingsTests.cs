using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Whether a line knows a client again, as the portal tells it.</summary>
public sealed class OpenLineSettingsTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    [Fact]
    public async Task EachLine_TellsWhetherItChecksTheCrm()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.Emulator.HandleAsync("/_portal", new
        {
            lines = new object[] { new { id = 5, name = "Sales" }, new { id = 6, name = "Support", crm = false } },
        });

        var settings = await ReadAsync(bench, "5", "6", "77", "5");

        Assert.Equal([new OpenLineSetting("5", "Sales", true), new OpenLineSetting("6", "Support", false), new OpenLineSetting("77", "", null)], settings.Value);
        Assert.Single(await bench.Emulator.JournalAsync());
    }

    [Fact]
    public async Task PortalThatLacksTheMethod_TellsNothing()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.Emulator.HandleAsync("/_portal", new { missingMethods = new[] { "imopenlines.config.get" } });

        var settings = await ReadAsync(bench, "5");

        Assert.Equal([new OpenLineSetting("5", "", null)], settings.Value);
        await bench.Emulator.HandleAsync("/_portal", new { missingMethods = Array.Empty<string>() });
    }

    [Fact]
    public async Task PortalThatDoesNotAnswer_IsAFailure()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.Emulator.AddFaultAsync(new { method = "batch", kind = "html503" });

        var settings = await ReadAsync(bench, "5");

        Assert.False(settings.Succeeded);
        await bench.Emulator.ClearFaultsAsync();
    }

    private static Task<Result<IReadOnlyList<OpenLineSetting>>> ReadAsync(MergeBench bench, params string[] lines) =>
        bench.Agency.WithAsync<OpenLineSettings, Result<IReadOnlyList<OpenLineSetting>>>(settings => settings.ReadAsync(bench.Portal, lines, CancellationToken.None));
}
