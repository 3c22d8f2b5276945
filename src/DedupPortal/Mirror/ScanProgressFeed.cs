using System.Collections.Immutable;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// Tells pages of this process that a scan of a portal moved. It carries no numbers: who is told reads them. Another node's
/// scans are not heard here, so listeners also look now and then; <see cref="ScanQueries.WatchAsync"/> does both. Singleton, thread-safe.
/// </summary>
public sealed class ScanProgressFeed
{
    private ImmutableList<Subscription> _subscriptions = [];

    /// <summary>
    /// Calls <paramref name="changed"/> on the scan's own thread: it must return at once and not throw. Portal null: any of the agency.
    /// </summary>
    public IDisposable Subscribe(TenantId tenant, PortalId? portal, Action changed)
    {
        var subscription = new Subscription(this, tenant, portal, changed);
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Add(subscription));
        return subscription;
    }

    public void Publish(TenantId tenant, PortalId portal)
    {
        foreach (var subscription in _subscriptions)
            if (subscription.Tenant == tenant && (subscription.Portal is null || subscription.Portal == portal))
                subscription.Changed();
    }

    private sealed class Subscription(ScanProgressFeed feed, TenantId tenant, PortalId? portal, Action changed) : IDisposable
    {
        public TenantId Tenant => tenant;

        public PortalId? Portal => portal;

        public void Changed() => changed();

        public void Dispose() => ImmutableInterlocked.Update(ref feed._subscriptions, list => list.Remove(this));
    }
}
