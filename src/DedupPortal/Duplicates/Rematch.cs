using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Lets the groups follow the mirror between two scans, in the name of the portal's last completed scan.</summary>
public sealed class Rematch(IDbContextFactory<PortalDbContext> contexts, ChangeFeeds feeds, PortalModels models, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// Matches the portal's mirror and publishes what is new; groups that are as they were are not written. Does nothing when the groups
    /// are up to date already or the portal was never scanned to the end. True when it matched.
    /// </summary>
    public async Task<bool> RunAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (await feeds.FindAsync(portal, cancellationToken) is not { Unmatched: true, RunId: { } run }) return false;
        var asOf = clock.GetUtcNow();
        MatchInput input;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            input = await MatchInput.LoadAsync(db, portal, cancellationToken);
        var taught = await models.InUseAsync(portal, cancellationToken) is { IsUsable: true } inUse ? inUse : null;
        var model = taught is null ? MatchModel.Default : MatchModel.Default with { Taught = taught.Model };
        var constraints = taught is null ? input.Constraints : input.Constraints with { Reviewed = taught.Reviewed };
        var found = await Task.Run(() => MatchEngine.Run(input.Records, model, constraints, null, cancellationToken), cancellationToken);
        var version = taught?.Version ?? await models.AdoptAsync(portal, run, found, input.Constraints.Reviewed, cancellationToken);
        var publisher = new GroupPublisher(contexts, scope.Tenant, portal, run, clock);
        await publisher.PublishAsync(input, found, version, (_, _) => Task.CompletedTask, onlyChanged: true, cancellationToken);
        await feeds.MatchedAsync(portal, asOf, clock.GetUtcNow(), cancellationToken);
        return true;
    }
}
