using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace DedupPortal.Duplicates;

/// <summary>
/// Carries a scan through its phases. Whatever stops it is in the scan's row before it returns: completed, waiting with a retry
/// planned, failed with a code, or cancelled. Only the end of the node leaves it running; then another node takes it up.
/// </summary>
public sealed partial class ScanExecutor(
    IDbContextFactory<PortalDbContext> contexts, PortalClients clients, PortalConnection connection, MirrorSync sync, PortalModels models, AuditLog audit,
    ScanProgressFeed feed, TenantScope scope, IOptions<ScanOptions> options, TimeProvider clock, ILogger<ScanExecutor> log)
{
    public async Task ExecuteAsync(SyncRunId id, PortalId portal, IScheduler scheduler, CancellationToken cancellationToken)
    {
        try
        {
            if (await BeginAsync(id, cancellationToken) is not { } phase) return;
            if (phase is SyncPhase.Reading && await ReadAsync(id, portal, cancellationToken) is { } obstacle)
            {
                await StopAsync(id, portal, obstacle, scheduler, cancellationToken);
                return;
            }

            await MatchAsync(id, portal, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (!await CancelAsync(id)) throw;
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException && !IsDatabaseAway(unexpected))
        {
            LogBroke(log, unexpected, id.Value);
            await FailAsync(id, portal, new ScanBroke(id.ToString()), CancellationToken.None);
            throw;
        }
        finally
        {
            feed.Publish(scope.Tenant, portal);
        }
    }

    /// <summary>The phase to go on with; null when there is nothing to do any more.</summary>
    private async Task<SyncPhase?> BeginAsync(SyncRunId id, CancellationToken cancellationToken)
    {
        SyncPhase? phase = null;
        await SyncRuns.ChangeAsync(contexts, id, (_, run) =>
        {
            if (!run.IsUnfinished) return Task.CompletedTask;
            if (run.CancelRequested)
            {
                run.Cancel(clock.GetUtcNow());
                return Task.CompletedTask;
            }

            run.Begin(clock.GetUtcNow());
            phase = run.Phase;
            return Task.CompletedTask;
        }, cancellationToken);
        return phase;
    }

    private async Task<Obstacle?> ReadAsync(SyncRunId id, PortalId portal, CancellationToken cancellationToken)
    {
        var opened = await clients.OpenAsync(portal, cancellationToken, CallLane.Scan);
        if (opened.Failure is { } failure) return new Obstacle(failure, null);
        return await sync.ReadAsync(opened.Value, id, portal, cancellationToken) is { } error ? new Obstacle(PortalFailures.From(error), error) : null;
    }

    private async Task MatchAsync(SyncRunId id, PortalId portal, CancellationToken cancellationToken)
    {
        await SyncRuns.ChangeAsync(contexts, id, (_, run) => { run.Enter(SyncPhase.Matching, clock.GetUtcNow()); return Task.CompletedTask; }, cancellationToken);
        MatchInput input;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            input = await MatchInput.LoadAsync(db, portal, cancellationToken);
        var found = await RunEngineAsync(id, portal, input, cancellationToken);
        var version = await models.AdoptAsync(portal, id, found, input.Constraints.Reviewed, cancellationToken);

        await SyncRuns.ChangeAsync(contexts, id, (_, run) => { run.Enter(SyncPhase.Publishing, clock.GetUtcNow()); return Task.CompletedTask; }, cancellationToken);
        var publisher = new GroupPublisher(contexts, scope.Tenant, portal, id, clock);
        await publisher.PublishAsync(input.Cards, input.Constraints, found, version, (done, total) => AdvanceAsync(id, portal, done, total, cancellationToken), touched: null, cancellationToken);
        await CompleteAsync(id, portal, version, cancellationToken);
    }

    private async Task<MatchResult> RunEngineAsync(SyncRunId id, PortalId portal, MatchInput input, CancellationToken cancellationToken)
    {
        var latest = new LatestProgress();
        var engine = Task.Run(() => MatchEngine.Run(input.Records, MatchModel.Default, input.Constraints, latest, cancellationToken), cancellationToken);
        while (await Task.WhenAny(engine, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)) != engine && !cancellationToken.IsCancellationRequested)
            await AdvanceAsync(id, portal, (int)(latest.Fraction * input.Records.Count), input.Records.Count, cancellationToken);
        return await engine;
    }

    private async Task AdvanceAsync(SyncRunId id, PortalId portal, int done, int total, CancellationToken cancellationToken)
    {
        await SyncRuns.ChangeAsync(contexts, id, (_, run) => { run.Advance(done, total, clock.GetUtcNow()); return Task.CompletedTask; }, cancellationToken);
        feed.Publish(scope.Tenant, portal);
    }

    private async Task CompleteAsync(SyncRunId id, PortalId portal, string version, CancellationToken cancellationToken) =>
        await SyncRuns.ChangeAsync(contexts, id, async (db, run) =>
        {
            var seen = db.Set<DuplicateGroup>().Where(group => group.PortalId == portal && group.LastRunId == id);
            var fresh = await seen.CountAsync(group => group.FirstSeen >= run.CreatedAt, cancellationToken);
            run.Complete(await seen.CountAsync(cancellationToken), fresh, version, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            var payload = new JsonObject { ["cards"] = run.RecordsRead, ["groups"] = run.GroupsFound, ["new"] = run.GroupsNew, ["model"] = run.ModelVersion };
            await audit.AppendAsync(db, new AuditRecord(AuditAction.ScanCompleted, $"scan:{id}", payload, portal.Value), cancellationToken);
        }, cancellationToken);

    private async Task StopAsync(SyncRunId id, PortalId portal, Obstacle obstacle, IScheduler scheduler, CancellationToken cancellationToken)
    {
        if (obstacle.Error is BitrixError.CredentialRevoked or BitrixError.Reauthorise) await connection.ReportRevokedAsync(portal, cancellationToken);
        if (obstacle.Error is not BitrixError.RetryLater later || !await WaitAsync(id, portal, later, obstacle.Failure, scheduler, cancellationToken))
            await FailAsync(id, portal, obstacle.Failure, cancellationToken);
    }

    /// <summary>Plans the next attempt in the transaction that says so. False when the patience is at its end.</summary>
    private async Task<bool> WaitAsync(SyncRunId id, PortalId portal, BitrixError.RetryLater later, Failure failure, IScheduler scheduler, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await SyncRuns.LockAsync(db, id, cancellationToken) ?? throw new InvalidOperationException($"There is no scan {id}.");
        if (run.Attempts >= options.Value.Retries) return false;
        var now = clock.GetUtcNow();
        var doubled = options.Value.RetryFirst * Math.Pow(2, Math.Min(run.Attempts, 20));
        var wait = doubled < options.Value.RetryLongest ? doubled : options.Value.RetryLongest;
        var at = now + (later.After > wait ? later.After.Value : wait);
        run.Wait(at, failure.Code, Texts(failure), now);
        await db.SaveChangesAsync(cancellationToken);
        using (scheduler.EnlistTransaction(transaction.GetDbTransaction()))
        {
            await ScanJob.RetryAsync(scheduler, new ScanInput(scope.Tenant.Value, portal.Value, id.Value), at, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return true;
    }

    private async Task FailAsync(SyncRunId id, PortalId portal, Failure failure, CancellationToken cancellationToken) =>
        await SyncRuns.ChangeAsync(contexts, id, async (db, run) =>
        {
            if (!run.IsUnfinished) return;
            run.Fail(failure.Code, Texts(failure), clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            var payload = new JsonObject { ["code"] = failure.Code, ["parameters"] = new JsonArray([.. Texts(failure).Select(text => JsonValue.Create(text))]), ["cards"] = run.RecordsRead };
            await audit.AppendAsync(db, new AuditRecord(AuditAction.ScanFailed, $"scan:{id}", payload, portal.Value), cancellationToken);
        }, cancellationToken);

    /// <summary>True when a person asked for it; false when the node ends.</summary>
    private async Task<bool> CancelAsync(SyncRunId id)
    {
        var cancelled = false;
        await SyncRuns.ChangeAsync(contexts, id, (_, run) =>
        {
            cancelled = run.CancelRequested || !run.IsUnfinished;
            if (run is { CancelRequested: true, IsUnfinished: true }) run.Cancel(clock.GetUtcNow());
            return Task.CompletedTask;
        }, CancellationToken.None);
        return cancelled;
    }

    /// <summary>Then nothing can be written about it either: the job store tries the same scan again (<see cref="ScanJob"/>).</summary>
    private static bool IsDatabaseAway(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is Npgsql.NpgsqlException { IsTransient: true }) return true;
        return false;
    }

    private static IReadOnlyList<string> Texts(Failure failure) =>
        [.. failure.Parameters.Select(parameter => Convert.ToString(parameter, System.Globalization.CultureInfo.InvariantCulture) ?? "")];

    [LoggerMessage(Level = LogLevel.Error, Message = "Scan {Run} broke")]
    private static partial void LogBroke(ILogger log, Exception unexpected, Guid run);

    /// <summary>What stopped the reading: what a person is told, and the portal's error when it was the portal.</summary>
    private sealed record Obstacle(Failure Failure, BitrixError? Error);

    /// <summary>The engine's last word about its progress, as a share of the whole.</summary>
    private sealed class LatestProgress : IProgress<MatchProgress>
    {
        private const int Phases = (int)MatchPhase.Clustering;
        private double _fraction;

        public double Fraction => Volatile.Read(ref _fraction);

        public void Report(MatchProgress value) =>
            Volatile.Write(ref _fraction, ((int)value.Phase - 1 + (value.Total > 0 ? (double)value.Done / value.Total : 0)) / Phases);
    }
}
