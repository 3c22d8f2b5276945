using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class SetupTests
{
    [Fact]
    public async Task AddBitrix24_ConfiguredOptions_ReachTheClients()
    {
        await using var portal = await ScriptedPortal.StartAsync(Scripted.Ok("true"));
        await using var provider = new ServiceCollection()
            .AddLogging()
            .AddBitrix24()
            .Configure<BitrixClientOptions>(options => options.AllowedEndpoints.Add($"127.0.0.1:{portal.Address.Port}"))
            .BuildServiceProvider();

        var answer = await provider.GetRequiredService<BitrixClientFactory>().Create(portal.Webhook).CallAsync(new BitrixCall("profile"), CancellationToken.None);

        Assert.True(answer.Succeeded);
        Assert.Same(provider.GetRequiredService<BitrixClientFactory>(), provider.GetRequiredService<BitrixClientFactory>());
    }

    [Fact]
    public async Task AddBitrix24_SettingsThatCannotWork_AllNamedAtOnce()
    {
        await using var provider = new ServiceCollection()
            .AddLogging()
            .AddBitrix24()
            .Configure<BitrixClientOptions>(options =>
            {
                options.Attempts = 0;
                options.RequestsPerSecond = 0;
                options.AllowedEndpoints = ["127.0.0.1:5090", "[::1]:5090", "box.example:443", "127.0.0.1"];
            })
            .BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<BitrixClientFactory>);

        Assert.Equal(["Bitrix24:Attempts", "Bitrix24:RequestsPerSecond", "Bitrix24:AllowedEndpoints"], failure.Failures.Select(text => text.Split(' ')[0]));
    }
}
