using System.Buffers;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>Pages of one list on their way into the mirror: read into COPY rows as they come, so that nothing of a page is kept.</summary>
internal sealed class ListBatch(SyncListing listing, long after, int before) : IDisposable
{
    /// <summary>Most pages written together, so that memory stays small whatever the portal's size: 5,000 rows.</summary>
    public const int MostPages = 100;

    private readonly CopyBuffer _rows = new();
    private readonly EntityType? _type = PortalListings.TypeOf(listing);
    private readonly CardRows _cards = new();
    private readonly ActivityRows _activities = new();
    private readonly List<long> _ids = [];
    private KnownCards? _knownCards;
    private readonly ArrayBufferWriter<byte> _known = new();
    private ReadOnlyMemory<byte> _knownActivities;

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

    /// <summary>
    /// Looks up what the mirror has up to <paramref name="until"/>, in the context's transaction, in which nobody else writes this portal's
    /// mirror from here on: pages of whole lists are compared with it as they are added, and <see cref="WriteAsync(PortalDbContext, TenantId, PortalId, bool, DateTimeOffset, DateTimeOffset, CancellationToken)"/> removes what they pass over.
    /// </summary>
    public async Task BeginAsync(PortalDbContext db, TenantId tenant, PortalId portal, long until, CancellationToken cancellationToken)
    {
        await MirrorWriting.LockAsync(db, tenant, portal, cancellationToken);
        if (_type is { } type) _knownCards = await KnownCards.LoadAsync(db, tenant, portal, type, After, until, _known, cancellationToken);
        else _knownActivities = await KnownActivitiesAsync(db, tenant, portal, until, cancellationToken);
    }

    public void Add(RowPage page)
    {
        for (var index = 0; index < page.Count; index++)
        {
            var row = page[index];
            var json = row.Utf8.Span;
            _ids.Add(row.Id);
            if (_type is not { } type) _activities.Write(_rows, PortalListings.KindOf(listing), json);
            else if (_knownCards is not { IsEmpty: false } known || !known.IsUnchanged(row.Id, _cards.Hash(json))) Later(_cards.Write(_rows, type, json));
        }

        Total ??= before + page.Total;
        (Until, Pages, Listed) = (page.LastId, Pages + 1, Listed + page.Count);
    }

    /// <summary>
    /// Brings the mirror to this part of its list, which was begun with <see cref="BeginAsync"/>; the <paramref name="last"/> part goes up to
    /// the list's end.
    /// </summary>
    public Task WriteAsync(PortalDbContext db, TenantId tenant, PortalId portal, bool last, DateTimeOffset listedAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var range = new ListedRange(After, last ? long.MaxValue : Until, listedAt, _ids);
        return _type is { } type
            ? MirrorWriting.WriteAsync(db, tenant, portal, _rows, (type, range), _knownCards!, now, cancellationToken)
            : MirrorWriting.WriteAsync(db, tenant, portal, _rows, PortalListings.KindOf(listing), range, _knownActivities, cancellationToken);
    }

    /// <summary>Brings the mirror's cards or activities to those of the batch, in the context's transaction. Returns how many rows changed.</summary>
    public Task<int> WriteAsync(PortalDbContext db, TenantId tenant, PortalId portal, DateTimeOffset now, CancellationToken cancellationToken) => _type is null
        ? MirrorWriting.WriteAsync(db, tenant, portal, _rows, cancellationToken)
        : MirrorWriting.WriteAsync(db, tenant, portal, _rows, now, cancellationToken);

    /// <summary>Forgets the rows; the next ones come behind them.</summary>
    public void Clear()
    {
        _rows.Clear();
        _ids.Clear();
        (_knownCards, _knownActivities) = (null, default);
        (After, Pages, Listed) = (Until, 0, 0);
    }

    private void Later(DateTimeOffset modified)
    {
        if (Latest is null || modified > Latest) Latest = modified;
    }

    /// <summary>In the order and form in which <see cref="ActivityRows"/> writes them.</summary>
    private Task<ReadOnlyMemory<byte>> KnownActivitiesAsync(PortalDbContext db, TenantId tenant, PortalId portal, long until, CancellationToken cancellationToken) =>
        MirrorStaging.RowsAsync(db, FormattableString.Invariant($"""
            select kind, activity_id, type, entity_id, at, address, provider from portal.mirror_activities
            where tenant_id = '{tenant.Value}' and portal_id = '{portal.Value}' and kind = {(short)PortalListings.KindOf(listing)} and activity_id > {After} and activity_id <= {until}
            order by activity_id, type, entity_id
            """), _known, cancellationToken);

    public void Dispose() => _rows.Dispose();
}
