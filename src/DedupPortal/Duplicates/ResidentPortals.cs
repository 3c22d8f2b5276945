using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Duplicates;

/// <summary>
/// The portals that a worker holds in memory, by agency and portal. Bounded by bytes; those that were not used for the longest time leave
/// first. A portal is taken out while a job works with it: a job that fails loses it, and the next one reads it anew.
/// </summary>
public sealed class ResidentPortals
{
    /// <summary>Bytes held at most. A portal that is larger alone is read and matched as a whole each time.</summary>
    public const long MostBytes = 2L << 30;

    private readonly Lock _lock = new();
    private readonly LinkedList<((TenantId, PortalId) Key, ResidentPortal Portal)> _held = [];

    /// <summary>Number of portals held.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _held.Count;
        }
    }

    /// <summary>Takes a portal out; an empty one when it is not held.</summary>
    internal ResidentPortal Take(TenantId tenant, PortalId portal)
    {
        lock (_lock)
        {
            for (var node = _held.First; node is not null; node = node.Next)
            {
                if (node.Value.Key != (tenant, portal)) continue;
                _held.Remove(node);
                return node.Value.Portal;
            }
        }

        return new ResidentPortal();
    }

    /// <summary>Puts a portal back.</summary>
    internal void Keep(TenantId tenant, PortalId portal, ResidentPortal resident)
    {
        lock (_lock)
        {
            _held.AddFirst(((tenant, portal), resident));
            while (_held.Sum(held => held.Portal.Bytes) > MostBytes) _held.RemoveLast();
        }
    }
}
