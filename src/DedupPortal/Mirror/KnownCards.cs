using System.Buffers;
using System.Buffers.Binary;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;

namespace DedupPortal.Mirror;

/// <summary>
/// What the mirror has of a range of one type's ids, to be walked along a list that names its ids in ascending order: a card that did not
/// change is left out before it is read any further, and what the list passes over is gone.
/// </summary>
internal sealed class KnownCards
{
    private const int HashLength = 32;

    /// <summary>A row of two fields: how many, and before each its length.</summary>
    private const int RowLength = 2 + 4 + 8 + 4 + HashLength;

    private readonly ReadOnlyMemory<byte> _rows;
    private int _at;
    private bool _passedOver;

    private KnownCards(ReadOnlyMemory<byte> rows) => _rows = rows;

    /// <summary>Nothing is known in the range: its cards can be added without looking for older ones.</summary>
    public bool IsEmpty => _rows.Length < RowLength;

    /// <summary>Cards that the walk found again, with another content.</summary>
    public int Changed { get; private set; }

    private bool AtEnd => _at + RowLength > _rows.Length;

    private long Id => BinaryPrimitives.ReadInt64BigEndian(_rows.Span[(_at + 6)..]);

    /// <summary>The cards above <paramref name="after"/> up to <paramref name="until"/>, in the context's transaction: 50 bytes each, in the buffer.</summary>
    public static async Task<KnownCards> LoadAsync(
        PortalDbContext db, TenantId tenant, PortalId portal, EntityType type, long after, long until, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken) =>
        new(await MirrorStaging.RowsAsync(db, FormattableString.Invariant($"""
            select entity_id, content_hash from portal.mirror_records
            where tenant_id = '{tenant.Value}' and portal_id = '{portal.Value}' and type = {(short)type} and entity_id > {after} and entity_id <= {until} order by entity_id
            """), buffer, cancellationToken));

    /// <summary>Walks to an id, which is above the last one asked for. True when the mirror has it with this hash.</summary>
    public bool IsUnchanged(long id, ReadOnlySpan<byte> hash)
    {
        for (; !AtEnd && Id < id; _at += RowLength) _passedOver = true;
        if (AtEnd || Id != id) return false;
        var same = _rows.Span.Slice(_at + RowLength - HashLength, HashLength).SequenceEqual(hash);
        if (!same) Changed++;
        _at += RowLength;
        return same;
    }

    /// <summary>Ends the walk. True when the mirror has cards in the range that were not asked for.</summary>
    public bool HasOthers() => _passedOver || !AtEnd;
}
