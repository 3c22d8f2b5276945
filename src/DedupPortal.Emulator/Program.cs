using System.Text.Json.Nodes;
using DedupPortal.Emulator;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Cards;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Faults;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Placements;
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
    if (kept is not null)
        Presets.Complete(kept, options);
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
builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k =>
{
    k.Listen(options.Listen, options.Port, l =>
    {
        if (options.Tls)
            l.UseHttps(SelfSigned.Create());
    });
    k.Listen(options.Listen, options.AuthPort);
    k.AddServerHeader = false;
});
builder.Services.AddRoutingCore();
builder.Logging.AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
builder.Services.Configure<ConsoleFormatterOptions>(_ => { });

var time = new VirtualTime();
var clock = new PortalClock(time);
var portal = new Portal(clock, kept, () => Presets.Build(options));
var addresses = new PortalAddresses(() => portal.State.Profile);
var bodies = new CallbackBodies(portal, addresses);
using var sender = new CallbackSender();
await using var post = new EventPost(sender);
portal.Restarted += post.Reset;
var feed = new EventFeed(portal, bodies, post);
var journal = new Journal();
var limits = new Limits(clock, options);
var dispatcher = new Dispatcher(portal, AllMethods.Build(feed), faults, limits, feed);
var rest = new RestEndpoint(dispatcher, journal, limits, faults);

var placements = new PlacementForm(portal, addresses);
var lifecycle = new Lifecycle(portal, bodies, placements, sender);
var authorisation = new AuthorisationServer(portal, addresses, faults, journal);

await using var app = builder.Build();
app.Use((context, next) => context.Connection.LocalPort == addresses.AuthPort ? authorisation.HandleAsync(context) : next(context));
app.Use(new PortalFolder(portal).HandleAsync);
app.UseRouting();
app.MapMethods("/rest/{**path}", ["GET", "POST"], (HttpContext context, string? path) => rest.HandleAsync(context, path ?? ""));
app.MapGet("/oauth/authorize", new AuthorizePage(portal, addresses).HandleAsync);
app.MapMethods("/oauth/token", ["GET", "POST"], authorisation.ProxyAsync);
new AppHandles(portal, lifecycle).Map(app);
new PlacementHandles(portal, placements, sender).Map(app);
EventHandles.Map(app, portal, dispatcher, sender, post);
ClockHandle.Map(app, time);
PortalHandle.Map(app, portal);
ControlEndpoints.Map(app, portal, faults, journal, limits);
CardPages.Map(app, portal);

await app.StartAsync();
// "Any address" is nobody's address: others reach it by the machine's name.
string[] urls = [.. app.Urls.Select(u => u.TrimEnd('/').Replace("//0.0.0.0", $"//{Environment.MachineName}", StringComparison.Ordinal))];
(addresses.Listening, addresses.AuthServer) = (urls[0], urls[1]);
foreach (var webhook in portal.State.Webhooks.DistinctBy(w => w.UserId))
    Console.WriteLine($"webhook {(webhook.UserId == 1 ? "admin" : "user")} {addresses.Listening}/rest/{Php.Number(webhook.UserId)}/{webhook.Secret}/");
foreach (var application in portal.State.Applications.Take(1))
    Console.WriteLine($"oauth {application.ClientId} {application.ClientSecret} {addresses.AuthServer}/");
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
