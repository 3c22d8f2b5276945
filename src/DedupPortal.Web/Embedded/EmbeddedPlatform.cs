using DedupPortal.LocalPostgres;
using DedupPortal.Migrations;
using DedupPortal.Storage;

namespace DedupPortal.Web.Embedded;

/// <summary>
/// What a machine without any configuration needs before the program itself: a private PostgreSQL with this version's tables, a
/// master key, and the demo's portal. It fills the settings that are missing and stops everything with the program.
/// </summary>
internal sealed class EmbeddedPlatform : IAsyncDisposable
{
    private LocalCluster? _cluster;

    /// <summary>The demo's portal and settings; null without demo.</summary>
    public (DemoEmulator Emulator, DemoSettings Settings)? Demo { get; private set; }

    /// <summary>
    /// Starts what is missing. A configured <c>ConnectionStrings:Portal</c> wins: then nothing is started and this returns an empty
    /// platform. Throws <see cref="EmbeddedPlatformException"/> with a sentence for the operator.
    /// </summary>
    public static async Task<EmbeddedPlatform> StartAsync(WebApplicationBuilder builder, string[] arguments, CancellationToken cancellationToken)
    {
        var platform = new EmbeddedPlatform();
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("Portal"))) return platform;
        var options = builder.Configuration.GetSection(EmbeddedOptions.Section).Get<EmbeddedOptions>() ?? new EmbeddedOptions();
        try
        {
            await platform.StartAsync(builder.Configuration, options, options.Demo && !arguments.Contains("--empty"), cancellationToken);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(ConfigurationManager configuration, EmbeddedOptions options, bool demo, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(options.Folder).FullName;
        var started = await LocalCluster.StartAsync(new LocalClusterOptions
        {
            DataFolder = Path.Combine(folder, "postgres"),
            BinDirectory = options.PostgresBinaries.Length > 0 ? options.PostgresBinaries : null,
        }, cancellationToken);
        _cluster = started switch
        {
            LocalClusterStart.Started success => success.Cluster,
            LocalClusterStart.Failed failure => throw new EmbeddedPlatformException(failure.Error.Message),
            _ => throw new InvalidOperationException("Unknown outcome of the cluster's start."),
        };
        var database = await LocalDatabase.EnsureAsync(_cluster, "portal", "dedup_owner", "dedup_app", cancellationToken);
        await Migrator.ApplyAsync(database.OwnerConnectionString, cancellationToken);
        var masterKey = await OwnerOnlyFile.ReadOrCreateAsync(Path.Combine(folder, "master.key"), MasterKey.NewText, cancellationToken);
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Portal"] = database.ApplicationConnectionString,
            ["Secrets:MasterKey"] = masterKey,
        };
        if (string.IsNullOrEmpty(configuration["Mail:Folder"])) settings["Mail:Folder"] = Path.Combine(folder, "mail");
        if (demo)
        {
            var demoSettings = await DemoSettings.ReadOrCreateAsync(folder, cancellationToken);
            var (emulator, reason) = await DemoEmulator.StartAsync(demoSettings, folder, cancellationToken);
            if (emulator is null)
            {
                await Console.Error.WriteLineAsync($"The demo portal did not start: {reason}. Everything else works; --empty starts without it.");
            }
            else
            {
                Demo = (emulator, demoSettings);
                var next = configuration.GetSection("Bitrix24:AllowedEndpoints").GetChildren().Count();
                settings[$"Bitrix24:AllowedEndpoints:{next}"] = emulator.Webhook.Authority;
            }
        }

        configuration.AddInMemoryCollection(settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (Demo is { } demo) await demo.Emulator.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}

/// <summary>The platform did not start; the message is for the operator.</summary>
internal sealed class EmbeddedPlatformException(string message) : Exception(message);
