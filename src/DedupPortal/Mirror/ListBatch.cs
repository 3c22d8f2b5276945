using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>Pages of one list on their way into the mirror: read into COPY rows as they come, so that nothing of a page is kept.</summary>
internal sealed class ListBatch(SyncListing listing, long after, int before) : IDisposable
{
    private readonly CopyBuffer _rows = new();
    private readonly EntityType? _type = PortalListings.TypeOf(listing);
    private readonly CardRows _cards = new();
    private readonly ActivityRows _activities = new();
    private readonly List<long> _ids = [];

    /// <summary>Where the batch begins: the last id before it.</summary>
    public long After { get; private set; } = after;

    /// <summary>Last id in the batch; <see cref="After"/> when it is empty.</summary>
    public long Until { get; private set; } = after;

    public int Pages { get; private set; }

    /// <summary>Rows of the list in the batch; an activity may be several rows of the mirror.</summary>
    public int Listed { get; private set; }

    /// <summary>Rows that the list has in all, as the portal counted when its reading began; null when it did not say.</summary>
    public int? Total { get; private set; }

    /// <summary>The newest change of a card that was ever added; null for none.</summary>
    public DateTimeOffset? Latest { get; private set; }

    public void Add(RowPage page)
    {
        for (var index = 0; index < page.Count; index++)
        {
            _ids.Add(page[index].Id);
            var json = page[index].Utf8.Span;
            if (_type is { } type) Later(_cards.Write(_rows, type, json));
            else _activities.Write(_rows, PortalListings.KindOf(listing), json);
        }

        Total ??= before + page.Total;
        (Until, Pages, Listed) = (page.LastId, Pages + 1, Listed + page.Count);
    }

    /// <summary>What of its list the batch covers; the last one goes up to the end.</summary>
    public ListedRange Range(bool last, DateTimeOffset listedAt) => new(After, last ? long.MaxValue : Until, listedAt, _ids);

    /// <summary>
    /// Brings the mirror to this batch, in the context's transaction; with <paramref name="listed"/> also removes what that range of the
    /// list no longer has. Returns how many rows changed.
    /// </summary>
    public Task<int> WriteAsync(PortalDbContext db, TenantId tenant, PortalId portal, ListedRange? listed, DateTimeOffset now, CancellationToken cancellationToken) => _type is { } type
        ? MirrorWriting.WriteAsync(db, tenant, portal, _rows, listed is null ? null : (type, listed), now, cancellationToken)
        : MirrorWriting.WriteAsync(db, tenant, portal, _rows, PortalListings.KindOf(listing), listed, cancellationToken);

    /// <summary>Forgets the rows; the next ones come behind them.</summary>
    public void Clear()
    {
        _rows.Clear();
        _ids.Clear();
        (After, Pages, Listed) = (Until, 0, 0);
    }

    private void Later(DateTimeOffset modified)
    {
        if (Latest is null || modified > Latest) Latest = modified;
    }

    public void Dispose() => _rows.Dispose();
}
