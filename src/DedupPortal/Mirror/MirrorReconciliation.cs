using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// Compares a portal's ids with the mirror's: cards that the portal no longer has leave a <see cref="VanishedCard"/>, cards that the mirror
/// lacks are read. One request per 2,500 cards, so it belongs in the night.
/// </summary>
public sealed class MirrorReconciliation(ChangeFeeds feeds, MirrorRefresh refresh, PortalClients clients, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// True when the mirror changed. Fails when the portal cannot be asked; what was compared before is kept, and the next run begins anew.
    /// </summary>
    public async Task<Result<bool>> RunAsync(PortalId portal, CancellationToken cancellationToken)
    {
        if (await feeds.ContinueAsync(portal, cancellationToken) is null) return false;
        var opened = await clients.OpenAsync(portal, cancellationToken, CallLane.Scan);
        if (opened.Failure is { } failure) return failure;
        var changed = false;
        foreach (var type in new[] { EntityType.Company, EntityType.Contact, EntityType.Lead, EntityType.Deal })
        {
            var compared = await CompareAsync(opened.Value, portal, type, cancellationToken);
            if (compared.Failure is { } stopped) return stopped;
            changed |= compared.Value;
        }

        await feeds.ChangeAsync(portal, (_, feed) => { feed.Reconcile(changed, clock.GetUtcNow()); return Task.CompletedTask; }, cancellationToken);
        return changed;
    }

    private async Task<Result<bool>> CompareAsync(BitrixClient client, PortalId portal, EntityType type, CancellationToken cancellationToken)
    {
        var begun = clock.GetUtcNow();
        var changed = false;
        long after = 0;
        var ids = new List<long>();
        var pages = 0;
        await foreach (var page in client.ReadRowsAsync(CrmListing.UniversalCards(type, ["id"]), 0, cancellationToken))
        {
            if (page.Error is { } error) return PortalFailures.From(error);
            for (var index = 0; index < page.Value.Count; index++) ids.Add(page.Value[index].Id);
            if (++pages < ListBatch.MostPages) continue;
            var compared = await CompareAsync(portal, type, new ListedRange(after, page.Value.LastId, begun, ids), cancellationToken);
            if (compared.Failure is { } failure) return failure;
            changed |= compared.Value;
            (after, pages) = (page.Value.LastId, 0);
            ids.Clear();
        }

        var last = await CompareAsync(portal, type, new ListedRange(after, long.MaxValue, begun, ids), cancellationToken);
        return last.Failure is { } stopped ? stopped : changed | last.Value;
    }

    private async Task<Result<bool>> CompareAsync(PortalId portal, EntityType type, ListedRange range, CancellationToken cancellationToken)
    {
        var vanished = 0;
        List<long> missing = [];
        await feeds.ChangeAsync(portal, async (db, feed) =>
        {
            vanished = await MirrorWriting.VanishUnlistedAsync(db, scope.Tenant, portal, type, range, clock.GetUtcNow(), cancellationToken);
            missing = await MirrorWriting.MissingAsync(db, scope.Tenant, portal, type, range.Ids, cancellationToken);
            if (vanished > 0) feed.Change(clock.GetUtcNow());
        }, cancellationToken);
        if (missing.Count == 0) return vanished > 0;
        var read = await refresh.ReadAsync(portal, [.. missing.Select(id => new EntityRef(type, id))], CallLane.Scan, cancellationToken);
        return read.Failure is { } failure ? failure : read.Value + vanished > 0;
    }
}
