using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace DedupPortal.Web.Embedded;

/// <summary>Puts the demo in place once the program runs, and tells the operator where to go.</summary>
internal static class DemoStart
{
    public static async Task RunAsync(WebApplication app, EmbeddedPlatform platform)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        await Console.Out.WriteLineAsync($"DedupPortal: {address}");
        if (platform.Demo is not { } demo) return;
        try
        {
            await DemoAgency.EnsureAsync(app.Services, demo.Emulator, demo.Settings, stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The demo is a guest in this program: without it everything else still works.
            app.Logger.LogError(failure, "The demo agency could not be put in place.");
            await Console.Error.WriteLineAsync("The demo agency could not be put in place; the log says why. Everything else works; --empty starts without it.");
            return;
        }

        await Console.Out.WriteLineAsync($"  user      {DemoSettings.Email}");
        await Console.Out.WriteLineAsync($"  password  {demo.Settings.Password}");
        await Console.Out.WriteLineAsync($"  demo portal (a Bitrix24 that is a program): {demo.Emulator.Webhook.GetLeftPart(UriPartial.Authority)}");
    }
}
