using System.Text.Json.Nodes;
using DedupPortal.Emulator;
using DedupPortal.Emulator.Cards;
using DedupPortal.Emulator.Faults;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Seed;
using DedupPortal.Emulator.Storage;
using Microsoft.Extensions.Logging.Console;

EmulatorOptions options;
StateFile? stateFile;
PortalState? kept;
var faults = new FaultBook();
try
{
    options = EmulatorOptions.Parse(args);
    stateFile = options.StateFile is null ? null : new StateFile(options.StateFile);
    kept = stateFile?.Load();
    if (options.FaultsFile is not null)
        faults.Add(JsonNode.Parse(await File.ReadAllTextAsync(options.FaultsFile)));
}
catch (Exception wrong) when (wrong is FormatException or IOException or System.Text.Json.JsonException)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}

// Nothing but --arguments configures the emulator: the environment of the program that starts it must not reach it.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "DedupPortal.Emulator" });
builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
{
    k.Listen(options.Listen, options.Port);
    k.AddServerHeader = false;
});
builder.Services.AddRoutingCore();
builder.Logging.AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
builder.Services.Configure<ConsoleFormatterOptions>(_ => { });

var time = TimeProvider.System;
var clock = new PortalClock(time);
var portal = new Portal(clock, kept, () => Presets.Build(options));
var journal = new Journal();
var dispatcher = new Dispatcher(portal, AllMethods.Build(), faults);
var rest = new RestEndpoint(dispatcher, journal, options.Rate ? new RateBucket(time, brim: 50, drainPerSecond: 2) : null);

await using var app = builder.Build();
app.UseRouting();
app.MapMethods("/rest/{**path}", ["GET", "POST"], (HttpContext context, string? path) => rest.HandleAsync(context, path ?? ""));
ControlEndpoints.Map(app, portal, faults, journal);
CardPages.Map(app, portal);

await app.StartAsync();
// "Any address" is nobody's address: others reach it by the machine's name.
var address = app.Urls.First().TrimEnd('/').Replace("//0.0.0.0", $"//{Environment.MachineName}", StringComparison.Ordinal);
foreach (var webhook in portal.State.Webhooks.DistinctBy(w => w.UserId))
    Console.WriteLine($"webhook {(webhook.UserId == 1 ? "admin" : "user")} {address}/rest/{Php.Number(webhook.UserId)}/{webhook.Secret}/");
Console.WriteLine("ready");

var stopping = app.Lifetime.ApplicationStopping;
var saving = stateFile is null ? Task.CompletedTask : stateFile.KeepAsync(portal, stopping);
if (options.ExitWithStdin)
{
    _ = Task.Run(async () =>
    {
        // The parent holds the other end: it closes when the parent stops or dies.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
        app.Lifetime.StopApplication();
    });
}
await app.WaitForShutdownAsync();
await saving;
return 0;
