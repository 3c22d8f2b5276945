using DedupPortal.Bitrix24;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Duplicates;

/// <summary>Lets the groups follow the mirror between two scans, in the name of the portal's last completed scan.</summary>
public sealed partial class Rematch(
    IDbContextFactory<PortalDbContext> contexts, ChangeFeeds feeds, PortalModels models, ResidentPortals residents, TenantScope scope, TimeProvider clock, ILogger<Rematch> log)
{
    /// <summary>
    /// Matches what has changed in the portal's mirror, or all of it, with the model in use and publishes what is new; groups that are as they
    /// were are not written. Does
    /// nothing when the groups are up to date already or the portal was never scanned to the end, and does not compare when nothing that
    /// matching reads has changed. True when the groups followed.
    /// </summary>
    public async Task<bool> RunAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (await feeds.FindAsync(portal, cancellationToken) is not { Unmatched: true, RunId: { } run } feed) return false;
        var asOf = clock.GetUtcNow();
        var resident = residents.Take(scope.Tenant, portal);
        var taught = await models.InUseAsync(portal, cancellationToken) is { IsUsable: true } inUse ? inUse : null;
        List<ReviewDecision> decisions;
        var started = clock.GetTimestamp();
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await resident.Cards.RefreshAsync(db, portal, cancellationToken);
            decisions = await MatchInput.DecisionsAsync(db, portal, cancellationToken);
        }

        var held = string.Join(',', decisions.Select(decision => decision.Id.Value).Order());
        var state = await StateAsync(portal, run, feed.MatchedAt ?? default, taught?.Version, held, cancellationToken);
        if (resident.HasNews || resident.Matched is null || resident.Matched != state)
            await MatchAsync(portal, state, taught, resident, decisions, clock.GetElapsedTime(started), cancellationToken);
        var now = clock.GetUtcNow();
        await feeds.MatchedAsync(portal, asOf, now, cancellationToken);
        var matchedAt = (await feeds.FindAsync(portal, cancellationToken))?.MatchedAt ?? now;
        resident.Follow(await StateAsync(portal, run, matchedAt, (await models.InUseAsync(portal, cancellationToken))?.Version, held, cancellationToken), decisions);
        residents.Keep(scope.Tenant, portal, resident);
        return true;
    }

    private async Task MatchAsync(PortalId portal, MatchedState state, PortalModel? taught, ResidentPortal resident, IReadOnlyList<ReviewDecision> decisions, TimeSpan read, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var publisher = new GroupPublisher(contexts, scope.Tenant, portal, state.Run, clock);
        if (await Task.Run(() => resident.MatchChanges(state, decisions), cancellationToken) is { } touched)
        {
            var inPart = clock.GetElapsedTime(started);
            if (await publisher.PublishPartAsync(resident, touched, state.Model, cancellationToken))
            {
                LogMatched(log, portal.Value, "in part", read.TotalMilliseconds, inPart.TotalMilliseconds, (clock.GetElapsedTime(started) - inPart).TotalMilliseconds);
                return;
            }
        }

        var model = taught is null ? MatchModel.Default : MatchModel.Default with { Taught = taught.Model };
        var found = await Task.Run(() => resident.MatchWhole(model, decisions, taught?.Reviewed, cancellationToken), cancellationToken);
        var matched = clock.GetElapsedTime(started);
        var constraints = MatchInput.Obeying(decisions, resident.Refs.Select((card, place) => (card, place)).ToDictionary(pair => pair.card, pair => pair.place));
        var version = taught?.Version ?? await models.AdoptAsync(portal, state.Run, found, constraints.Reviewed, cancellationToken);
        var changed = resident.Matched is null ? (IReadOnlySet<EntityRef>)new HashSet<EntityRef>() : resident.Cards.News;
        await publisher.PublishAsync(resident.Refs, constraints, found, version, (_, _) => Task.CompletedTask, changed, cancellationToken);
        LogMatched(log, portal.Value, "as a whole", read.TotalMilliseconds, matched.TotalMilliseconds, (clock.GetElapsedTime(started) - matched).TotalMilliseconds);
    }

    /// <summary>Another node's matching, a scan, a merge or a decision each show in it.</summary>
    private async Task<MatchedState> StateAsync(PortalId portal, SyncRunId run, DateTimeOffset matchedAt, string? model, string decisions, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Set<DuplicateGroup>().Where(group => group.PortalId == portal).MaxAsync(group => (DateTimeOffset?)group.StateChangedAt, cancellationToken);
        return new MatchedState(run, matchedAt, model ?? MatchModel.Default.Version, decisions, last);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Portal {Portal} matched {How}: reading {Reading:F0} ms, matching {Matching:F0} ms, publishing {Publishing:F0} ms")]
    private static partial void LogMatched(ILogger log, Guid portal, string how, double reading, double matching, double publishing);
}
