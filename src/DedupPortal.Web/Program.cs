using DedupPortal.Web.Embedded;
using DedupPortal.Web.Setup;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddHosting();
    await using var platform = await EmbeddedPlatform.StartAsync(builder, args, CancellationToken.None);
    builder.AddFeatures();
    builder.AddTenantScopes();
    builder.AddSite();
    builder.AddSignIn();
    builder.AddLocalisation();
    builder.AddPages();
    builder.AddHealth();

    await using var app = builder.Build();
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    if (await DatabaseStart.ObstacleAsync(app.Services, CancellationToken.None) is { } obstacle)
    {
        await Console.Error.WriteLineAsync($"DedupPortal did not start: {obstacle}");
        return FatalConfiguration.ExitCode;
    }

    app.UsePortal();
    await app.StartAsync();
    await DemoStart.RunAsync(app, platform);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception wrong) when (FatalConfiguration.IsAbout(wrong))
{
    return FatalConfiguration.Report(wrong, Console.Error);
}
catch (EmbeddedPlatformException wrong)
{
    await Console.Error.WriteLineAsync($"DedupPortal did not start: {wrong.Message}");
    return FatalConfiguration.ExitCode;
}
catch (IOException busy) when (busy.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"DedupPortal did not start: {busy.Message} Stop the program that listens there, or set ASPNETCORE_URLS to another address.");
    return FatalConfiguration.ExitCode;
}
