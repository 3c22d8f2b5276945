using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Lets the groups follow the mirror between two scans, in the name of the portal's last completed scan.</summary>
public sealed class Rematch(IDbContextFactory<PortalDbContext> contexts, ChangeFeeds feeds, PortalModels models, ResidentPortals residents, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// Matches the portal's mirror with the model in use and publishes what is new; groups that are as they were are not written. Does
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
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await resident.RefreshAsync(db, portal, cancellationToken);
            decisions = await MatchInput.DecisionsAsync(db, portal, cancellationToken);
        }

        var held = string.Join(',', decisions.Select(decision => decision.Id.Value).Order());
        var state = await StateAsync(portal, run, feed.MatchedAt ?? default, taught?.Version, held, cancellationToken);
        if (resident.HasNews || resident.Matched is null || resident.Matched != state)
            await MatchAsync(portal, run, taught, resident, decisions, cancellationToken);
        var now = clock.GetUtcNow();
        await feeds.MatchedAsync(portal, asOf, now, cancellationToken);
        var matchedAt = (await feeds.FindAsync(portal, cancellationToken))?.MatchedAt ?? now;
        resident.Follow(await StateAsync(portal, run, matchedAt, (await models.InUseAsync(portal, cancellationToken))?.Version, held, cancellationToken));
        residents.Keep(scope.Tenant, portal, resident);
        return true;
    }

    private async Task MatchAsync(PortalId portal, SyncRunId run, PortalModel? taught, ResidentPortal resident, IReadOnlyList<ReviewDecision> decisions, CancellationToken cancellationToken)
    {
        var input = resident.Input(decisions);
        var model = taught is null ? MatchModel.Default : MatchModel.Default with { Taught = taught.Model };
        var constraints = taught is null ? input.Constraints : input.Constraints with { Reviewed = taught.Reviewed };
        var found = await Task.Run(() => MatchEngine.Run(input.Records, model, constraints, null, cancellationToken), cancellationToken);
        var version = taught?.Version ?? await models.AdoptAsync(portal, run, found, input.Constraints.Reviewed, cancellationToken);
        var publisher = new GroupPublisher(contexts, scope.Tenant, portal, run, clock);
        await publisher.PublishAsync(input, found, version, (_, _) => Task.CompletedTask, resident.Touched, cancellationToken);
    }

    /// <summary>Another node's matching, a scan, a merge or a decision each show in it.</summary>
    private async Task<MatchedState> StateAsync(PortalId portal, SyncRunId run, DateTimeOffset matchedAt, string? model, string decisions, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Set<DuplicateGroup>().Where(group => group.PortalId == portal).MaxAsync(group => (DateTimeOffset?)group.StateChangedAt, cancellationToken);
        return new MatchedState(run, matchedAt, model ?? MatchModel.Default.Version, decisions, last);
    }
}
