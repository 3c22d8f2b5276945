using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The product beside an emulated portal, with a queue that keeps runs for the test to execute.</summary>
public sealed class MergeBench : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(30);

    /// <summary>One for all nodes of a test run, those in other processes included.</summary>
    internal static readonly string MasterKeyText = MasterKey.NewText();
    private static readonly MasterKey s_masterKey = new(MasterKeyText);

    private MergeBench(TestProduct product, TestAgency agency, PortalId portal, EmulatorProcess emulator, KeptQueue queue, CrashPoint crash) =>
        (Product, Agency, Portal, Emulator, Queue, Crash, View) = (product, agency, portal, emulator, queue, crash, new BitrixView(emulator));

    public TestProduct Product { get; }

    public TestAgency Agency { get; }

    public PortalId Portal { get; }

    public EmulatorProcess Emulator { get; }

    public KeptQueue Queue { get; }

    /// <summary>Kills the executor where the test says.</summary>
    public CrashPoint Crash { get; }

    /// <summary>What was told of bulk runs.</summary>
    public NotedRuns Noted => Product.Services.GetRequiredService<NotedRuns>();

    /// <summary>The portal seen through its REST API, without the product's client.</summary>
    public BitrixView View { get; }

    /// <summary>On a freshly seeded `contract` portal.</summary>
    public static async Task<MergeBench> StartAsync(PostgresCluster cluster, EmulatorProcess emulator, Uri? webhook = null, bool withJobStore = false)
    {
        await emulator.ResetAsync();
        var queue = new KeptQueue();
        var crash = new CrashPoint();
        var product = await TestProduct.CreateAsync(cluster, services =>
        {
            AddFeatures(services, s_masterKey, emulator.Address.Authority);
            if (withJobStore) services.AddJobStore(provision: false);
            else services.AddSingleton<IMergeQueue>(queue);
            services.AddMerging();
            services.AddSingleton<NotedRuns>();
            services.AddSingleton<IBulkNotice>(provider => provider.GetRequiredService<NotedRuns>());
            services.AddSingleton(provider =>
                new DbContextOptionsBuilder<PortalDbContext>(StorageSetup.Options(provider.GetRequiredService<NpgsqlDataSource>())).AddInterceptors(crash).Options);
        });
        var agency = await product.RegisterAsync("Agency");
        var portal = await agency.WithAsync<PortalConnection, Result<PortalId>>(connection =>
            connection.ConnectAsync((webhook ?? emulator.AdminWebhook).ToString(), "Client", "Europe/Moscow", CancellationToken.None));
        await emulator.ClearJournalAsync();
        return new MergeBench(product, agency, portal.Value, emulator, queue, crash);
    }

    /// <summary>A second node on the same database, with a job store of its own process.</summary>
    public ServiceProvider AnotherNode()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStorage(Product.Database.ApplicationConnectionString);
        services.AddKeyRing(s_masterKey);
        services.AddAudit();
        AddFeatures(services, s_masterKey, Emulator.Address.Authority);
        services.AddJobStore(provision: false);
        services.AddMerging();
        return services.BuildServiceProvider();
    }

    /// <summary>The features that execute runs, around a portal at the endpoint.</summary>
    internal static void AddFeatures(IServiceCollection services, MasterKey key, string endpoint)
    {
        services.AddKeyRing(key);
        services.AddBitrix24();
        services.Configure<BitrixClientOptions>(options =>
        {
            options.AllowedEndpoints = [endpoint];
            options.Attempts = 2;
            options.RetryBase = TimeSpan.FromMilliseconds(5);
            options.RequestsPerSecond = 1000;
            options.RequestBurst = 100_000;
        });
        services.Configure<MergingOptions>(options =>
        {
            options.SettleTime = TimeSpan.FromMilliseconds(200);
            options.SettlePoll = TimeSpan.FromMilliseconds(50);
            options.FirstDelay = TimeSpan.FromMilliseconds(10);
            // One group a turn.
            options.BulkTurn = TimeSpan.FromTicks(1);
        });
        services.AddPortals();
        services.AddMirror();
    }

    /// <summary>Makes the portal follow a policy, or none of its own.</summary>
    public async Task FollowAsync(MergePolicy? policy)
    {
        await using var services = Agency.As();
        var policies = services.ServiceProvider.GetRequiredService<MergePolicies>();
        var version = (await policies.FindAsync(Portal, CancellationToken.None)).Version;
        if (policy is not null) await policies.SaveAsync(Portal, policy, version, CancellationToken.None);
        else if (version > 0) await policies.RemoveAsync(Portal, version, CancellationToken.None);
    }

    /// <summary>Walks the wizard to its final card.</summary>
    public async Task<DraftView> DraftAsync(
        MergeMode mode, EntityRef priority, EntityRef[] records, IReadOnlyDictionary<string, FieldChoice>? choices = null, MemberRole role = MemberRole.Operator)
    {
        await using var services = Agency.As(role);
        var drafts = services.ServiceProvider.GetRequiredService<MergeDrafts>();
        var queries = services.ServiceProvider.GetRequiredService<MergeQueries>();
        var id = (await drafts.StartAsync(Portal, null, records, CancellationToken.None)).Value;
        var version = (await queries.DraftAsync(id, CancellationToken.None))!.Version;
        version = (await drafts.ChooseModeAsync(id, version, mode, CancellationToken.None)).Value;
        version = (await drafts.ContinueAsync(id, version, CancellationToken.None)).Value;
        version = (await drafts.ChoosePriorityAsync(id, version, priority, CancellationToken.None)).Value;
        foreach (var (field, choice) in choices ?? new Dictionary<string, FieldChoice>())
            version = (await drafts.ChooseFieldAsync(id, version, field, choice, CancellationToken.None)).Value;
        version = (await drafts.ReviewAsync(id, version, CancellationToken.None)).Value;
        var view = (await queries.DraftAsync(id, CancellationToken.None))!;
        return view.Version == version ? view : throw new InvalidOperationException("The draft was changed by somebody else.");
    }

    /// <summary>Forgets every run, as if the product had just been connected: the portal has been reset.</summary>
    public Task ForgetAsync() => Agency.DatabaseAsync(async db =>
    {
        foreach (var table in new[] { "merge_locks", "merge_steps", "merge_snapshots", "loss_ledger", "crosswalk", "merge_drafts", "merges" })
#pragma warning disable EF1002 // The names are the ones above.
            await db.Database.ExecuteSqlRawAsync($"delete from portal.{table}");
#pragma warning restore EF1002
        return 0;
    });

    public Task<Result<MergeId>> ApproveAsync(DraftView draft, string? key = null, MemberRole role = MemberRole.Operator) =>
        Agency.WithAsync<MergeApproval, Result<MergeId>>(
            approval => approval.ApproveAsync(draft.Id, draft.Version, draft.PlanHash!, key ?? Guid.NewGuid().ToString("N"), "same person", CancellationToken.None), role);

    public async Task<MergeDetails> MergeAsync(MergeMode mode, EntityRef priority, EntityRef[] records, IReadOnlyDictionary<string, FieldChoice>? choices = null)
    {
        var draft = await DraftAsync(mode, priority, records, choices);
        var approved = await ApproveAsync(draft);
        return await ExecuteAsync(approved.Value);
    }

    public Task<MergeDetails> UndoAsync(MergeId merge, params string[] overwrite) => UndoAsync(merge, only: null, overwrite);

    public async Task<MergeDetails> UndoAsync(MergeId merge, EntityRef? only, params string[] overwrite) => await ExecuteAsync(await ApproveUndoAsync(merge, only, overwrite));

    public async Task<MergeId> ApproveUndoAsync(MergeId merge, EntityRef? only = null, params string[] overwrite)
    {
        var ticks = overwrite.ToHashSet(StringComparer.Ordinal);
        var plan = await Agency.WithAsync<MergeUndo, Result<UndoPlan>>(undo => undo.PreviewAsync(merge, only, ticks, CancellationToken.None));
        return (await Agency.WithAsync<MergeUndo, Result<MergeId>>(undo => undo.ApproveAsync(merge, only, plan.Value.Hash, ticks, Guid.NewGuid().ToString("N"), "mistake", CancellationToken.None))).Value;
    }

    /// <summary>A draft whose mode and choices stand, on its final card.</summary>
    public async Task<DraftView> ReviewedAsync(MergeDraftId id)
    {
        await using var services = Agency.As(MemberRole.Operator);
        var drafts = services.ServiceProvider.GetRequiredService<MergeDrafts>();
        var queries = services.ServiceProvider.GetRequiredService<MergeQueries>();
        _ = await drafts.ReviewAsync(id, (await queries.DraftAsync(id, CancellationToken.None))!.Version, CancellationToken.None);
        return (await queries.DraftAsync(id, CancellationToken.None))!;
    }

    /// <summary>Executes as the worker does until the run is over; gives up after 40 rounds, and not before half a minute: another worker may be at it.</summary>
    public async Task<MergeDetails> ExecuteAsync(MergeId id)
    {
        var patience = Stopwatch.StartNew();
        for (var round = 0; round < 40 || patience.Elapsed < s_patience; round++)
        {
            if (await RoundAsync(id) is not { } wait) return await DetailsAsync(id);
            // Short waits are real: the database may be about to notice that a killed node is gone.
            await Task.Delay(wait < s_longestWait ? wait : s_longestWait);
        }

        throw new TimeoutException($"The run stayed {(await DetailsAsync(id)).Merge.State}.");
    }

    /// <summary>One call of the executor in a scope of its own, as one job.</summary>
    public async Task<TimeSpan?> RoundAsync(MergeId id, CancellationToken cancellationToken = default)
    {
        await using var services = Product.Services.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<TenantScope>().Enter(Agency.Id, Actor.System);
        return await services.ServiceProvider.GetRequiredService<MergeExecutor>().RunAsync(id, cancellationToken);
    }

    /// <summary>Runs until the executor dies directly after the intent of the first step of the kind was stored.</summary>
    public async Task RunUntilSentAsync(MergeId id, string kind)
    {
        Crash.ArmAfterIntent(kind);
        await Assert.ThrowsAsync<KilledException>(() => RoundAsync(id));
    }

    public async Task<Uri> NewWebhookAsync(int user)
    {
        using var response = await Emulator.Http.PostAsJsonAsync(new Uri("/_webhooks", UriKind.Relative), new { user, scopes = new[] { "crm", "user", "im", "imopenlines", "placement" } });
        return new Uri((string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["url"]!);
    }

    /// <summary>Gives the portal another webhook.</summary>
    public Task<Result<Done>> ReconnectAsync(string webhook) =>
        Agency.WithAsync<PortalConnection, Result<Done>>(connection => connection.ReconnectAsync(Portal, webhook, CancellationToken.None));

    public async Task<MergeDetails> DetailsAsync(MergeId id) =>
        (await Agency.WithAsync<MergeQueries, MergeDetails?>(queries => queries.FindAsync(id, CancellationToken.None)))!;

    public ValueTask DisposeAsync() => Product.DisposeAsync();

    /// <summary>Commits and remembers; nothing runs by itself.</summary>
    public sealed class KeptQueue : IMergeQueue
    {
        public List<MergeInput> Runs { get; } = [];

        public async Task CommitAsync(IDbContextTransaction transaction, MergeInput input, DateTimeOffset at, CancellationToken cancellationToken)
        {
            await transaction.CommitAsync(cancellationToken);
            Runs.Add(input);
        }

        public Task CommitAsync(IDbContextTransaction transaction, BulkInput input, DateTimeOffset at, CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);
    }
}
