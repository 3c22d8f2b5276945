using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>Lets the groups follow the mirror between two scans, in the name of the portal's last completed scan.</summary>
public sealed class Rematch(IDbContextFactory<PortalDbContext> contexts, ChangeFeeds feeds, TenantScope scope, TimeProvider clock)
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
        var found = await Task.Run(() => MatchEngine.Run(input.Records, MatchModel.Default, input.Constraints, null, cancellationToken), cancellationToken);
        var publisher = new GroupPublisher(contexts, scope.Tenant, portal, run, clock);
        await publisher.PublishAsync(input, found, (_, _) => Task.CompletedTask, onlyChanged: true, cancellationToken);
        await feeds.MatchedAsync(portal, asOf, clock.GetUtcNow(), cancellationToken);
        return true;
    }
}
