using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>What a scan does when the portal, the node or a person stops it. Each case has a demo portal of 600 cards of its own.</summary>
public sealed class ScanTroubleTests(PostgresCluster cluster)
{
    /// <summary>Calls of the activity list: the first two count, the third reads.</summary>
    private static readonly int[] s_firstPage = [3];

    [Fact]
    public async Task ExecuteAsync_WebhookRevokedInMidScan_FailsWithItsCodeAndGoesOnAfterReconnecting()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await emulator.AddFaultAsync(new { method = "crm.item.list", kind = "revokeWebhook", calls = new[] { 9 } });

        var failed = await node.ScanToEndAsync();

        Assert.Equal((SyncState.Failed, nameof(CredentialRefused)), (failed.State, failed.ErrorCode));
        Assert.True(failed.RecordsRead > 0);
        var portal = await node.Agency.DatabaseAsync(db => db.Set<DedupPortal.Portals.Portal>().SingleAsync());
        Assert.Equal(PortalState.CredentialRevoked, portal.State);
        Assert.IsType<PortalNotConnected>((await node.ScanAsync()).Failure);

        await emulator.ClearFaultsAsync();
        var webhook = await emulator.AddWebhookAsync();
        var again = await node.Agency.WithAsync<PortalConnection, Result<Done>>(connection => connection.ReconnectAsync(node.Portal, webhook, CancellationToken.None));
        Assert.True(again.Succeeded);
        var completed = await node.ScanToEndAsync();

        Assert.Equal(SyncState.Completed, completed.State);
        Assert.Equal(failed.Id, completed.Id);
        Assert.True(completed.GroupsFound > 0);
    }

    [Theory]
    [InlineData("html502", nameof(PortalUnavailable), "ServerFault")]
    [InlineData("queryLimit", nameof(PortalUnavailable), "RateLimit")]
    [InlineData("truncate", nameof(PortalUnavailable), "NotJson")]
    [InlineData("drop", nameof(PortalUnavailable), "Network")]
    public async Task ExecuteAsync_PortalCannotAnswer_WaitsWithItsReasonAndCompletesByItself(string kind, string code, string reason)
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await emulator.AddFaultAsync(new { method = "*", kind });

        var id = (await node.ScanAsync()).Value;
        var waiting = await node.UntilAsync(scan => scan.State == SyncState.Waiting);
        await emulator.ClearFaultsAsync();
        var completed = await node.UntilAsync(scan => !scan.IsUnfinished);

        Assert.Equal((id, code), (waiting.Id, waiting.ErrorCode));
        Assert.Equal([reason], waiting.ErrorParameters);
        Assert.NotNull(waiting.RetryAt);
        Assert.Equal((id, SyncState.Completed, null), (completed.Id, completed.State, completed.ErrorCode));
    }

    [Fact]
    public async Task ExecuteAsync_PortalStaysSilent_FailsAfterItsPatienceAndKeepsWhatWasRead()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator, services =>
            Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<ScanOptions>(services, options => (options.Retries, options.RetryFirst) = (2, TimeSpan.FromMilliseconds(50))));
        await emulator.AddFaultAsync(new { method = "crm.activity.list", kind = "html502" });

        var failed = await node.ScanToEndAsync();

        Assert.Equal((SyncState.Failed, nameof(PortalUnavailable)), (failed.State, failed.ErrorCode));
        Assert.Equal(failed.Listings.Where(list => list.Listing is SyncListing.Leads or SyncListing.Deals or SyncListing.Contacts or SyncListing.Companies).Sum(list => list.Rows), failed.RecordsRead);
        Assert.Equal(failed.RecordsRead, await node.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().CountAsync()));
        Assert.Contains(AuditAction.ScanFailed, await ActionsAsync(node));
    }

    [Fact]
    public async Task CancelAsync_Running_StopsAndTheNextStartReadsOnlyTheRest()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await emulator.AddFaultAsync(new { method = "crm.activity.list", kind = "slow", ms = 20_000, calls = s_firstPage });

        await node.ScanAsync();
        var running = await node.UntilAsync(scan => scan is { State: SyncState.Running, RecordsRead: > 0 } && scan.Listings.Count(list => list.Completed) >= 5);
        Assert.True((await node.CancelAsync()).Succeeded);
        var cancelled = await node.UntilAsync(scan => !scan.IsUnfinished);
        await emulator.ClearFaultsAsync();
        await emulator.ClearJournalAsync();
        var completed = await node.ScanToEndAsync();
        var lists = (await emulator.JournalAsync()).Select(call => call!.ToJsonString()).ToList();

        Assert.Equal(SyncState.Cancelled, cancelled.State);
        Assert.Equal((running.Id, SyncState.Completed), (completed.Id, completed.State));
        Assert.DoesNotContain(lists, call => call.Contains("crm.item.list", StringComparison.Ordinal));
        Assert.Contains(AuditAction.ScanCancelled, await ActionsAsync(node));
    }

    [Fact]
    public async Task ExecuteAsync_NodeEndsInMidScan_AnotherNodeGoesOnBehindTheCursor()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await emulator.AddFaultAsync(new { method = "crm.activity.list", kind = "slow", ms = 20_000, calls = s_firstPage });
        var id = (await node.ScanAsync()).Value;
        var before = await node.UntilAsync(scan => scan.Listings.Count(list => list.Completed) >= 5);

        await node.StopWorkerAsync();
        await emulator.ClearFaultsAsync();
        await emulator.ClearJournalAsync();
        await using var other = await node.StartOtherAsync();
        var completed = await node.UntilAsync(scan => !scan.IsUnfinished);
        var lists = (await emulator.JournalAsync()).Select(call => call!.ToJsonString()).ToList();

        Assert.Equal((id, SyncState.Completed), (completed.Id, completed.State));
        Assert.True(before.RecordsRead > 0);
        Assert.DoesNotContain(lists, call => call.Contains("crm.item.list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExecuteAsync_NodeKilledInMidScan_IsRecoveredByAnotherNodeBehindTheCursor()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator, works: false);
        await emulator.AddFaultAsync(new { method = "crm.activity.list", kind = "slow", ms = 60_000, calls = s_firstPage });
        using var worker = WorkerProcess.Start(node);
        var id = (await node.ScanAsync()).Value;
        await node.UntilAsync(scan => scan.Listings.Count(list => list.Completed) >= 5);

        worker.Kill();
        await emulator.ClearFaultsAsync();
        await emulator.ClearJournalAsync();
        await node.StartWorkerAsync();
        var completed = await node.UntilAsync(scan => !scan.IsUnfinished);
        var lists = (await emulator.JournalAsync()).Select(call => call!.ToJsonString()).ToList();

        Assert.Equal((id, SyncState.Completed), (completed.Id, completed.State));
        Assert.DoesNotContain(lists, call => call.Contains("crm.item.list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExecuteAsync_NodeKilledWhileItWritesAnAnswer_AsksForNothingThatWasWrittenAndForThatAnswerOnlyAgain()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "load", "--entities", "25000");
        await using var node = await ScanNode.StartAsync(cluster, emulator, works: false);
        await emulator.AddFaultAsync(new { method = "*", kind = "slow", ms = 400 });
        await emulator.ClearJournalAsync();
        using var worker = WorkerProcess.Start(node);
        await node.ScanAsync();
        await node.UntilAsync(scan => scan.Listings.Any(list => list is { Completed: false, Rows: > 2500 }));

        await KillInMidWriteAsync(node, worker);
        var cursor = await node.Agency.DatabaseAsync(db => db.Set<SyncCursor>().AsNoTracking().SingleAsync(row => !row.Completed && row.Rows > 0));
        var before = ListStarts(await emulator.JournalAsync(), PortalListings.TypeOf(cursor.Listing)!.Value);
        await emulator.ClearFaultsAsync();
        await emulator.ClearJournalAsync();
        await node.StartWorkerAsync();
        var completed = await node.UntilAsync(scan => !scan.IsUnfinished);
        var after = ListStarts(await emulator.JournalAsync(), PortalListings.TypeOf(cursor.Listing)!.Value);

        Assert.Equal(SyncState.Completed, completed.State);
        Assert.Equal(cursor.LastId, after.Min());
        Assert.Equal([cursor.LastId], before.Where(start => start >= cursor.LastId));
    }

    /// <summary>The worst moment: an answer was received and waits for the scan's row, which somebody else holds.</summary>
    private static Task<bool> KillInMidWriteAsync(ScanNode node, WorkerProcess worker) => node.Agency.DatabaseAsync(async db =>
    {
        await using var holding = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"select 1 from portal.sync_runs for update");
        // Somebody waits for this very lock; the job store's own are waited for now and then, too.
        while (await db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))").SingleAsync() == 0)
            await Task.Delay(20);
        worker.Kill();
        return true;
    });

    /// <summary>The id behind which each request of a list began, in the order of the journal.</summary>
    private static List<long> ListStarts(JsonArray journal, EntityType type) =>
    [
        .. from call in journal
           let listing = (string?)call["method"] == "batch" ? (call["calls"] as JsonArray)?[0] : call
           where (string?)listing?["method"] == "crm.item.list" && listing["parameters"]?["entityTypeId"]?.ToString() == ((int)type).ToString(CultureInfo.InvariantCulture)
           let start = listing["parameters"]!["filter"]?[">id"]?.ToString()
           where start is not null
           select long.Parse(start, CultureInfo.InvariantCulture),
    ];

    [Fact]
    public async Task StartAsync_WhileRunning_NamesTheRunningScan()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await emulator.AddFaultAsync(new { method = "*", kind = "slow", ms = 3000 });

        var first = await node.ScanAsync();
        var second = await node.ScanAsync();
        await node.CancelAsync();

        Assert.Equal(new ScanRunning(first.Value), second.Failure);
    }

    [Fact]
    public async Task StartAsync_Auditor_IsNotAllowed()
    {
        await using var emulator = await StartPortalAsync();
        await using var node = await ScanNode.StartAsync(cluster, emulator);

        var refused = await node.Agency.WithAsync<Scans, Result<SyncRunId>>(scans => scans.StartAsync(node.Portal, CancellationToken.None), MemberRole.Auditor);

        Assert.Equal(new NotAllowed(Permission.Work), refused.Failure);
    }

    private static Task<EmulatorProcess> StartPortalAsync() => EmulatorProcess.StartAsync("--preset", "demo", "--entities", "600");

    private static async Task<IReadOnlyList<AuditAction>> ActionsAsync(ScanNode node) =>
        [.. (await node.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(), 0, 100, CancellationToken.None))).Entries.Select(entry => entry.Action)];
}
