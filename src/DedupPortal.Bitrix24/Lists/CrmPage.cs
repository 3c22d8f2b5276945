using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Up to 50 rows of a list in ascending order of ids. Rows of one request share a buffer: keep what you need of them, not
/// the rows. <see cref="LastId"/> is the id of the last row, or where the reading began if the page is empty.
/// </summary>
public sealed class CrmPage
{
    /// <summary>Rows of a full page; a shorter one is the last. Source: Bitrix24 REST documentation, list methods.</summary>
    public const int FullPage = 50;

    private readonly EntityType? _type;
    private readonly string _idField;

    internal CrmPage(CrmListing listing, IReadOnlyList<JsonObject> rows, long lastId, int? total)
    {
        _type = listing.Type;
        _idField = listing.IdField;
        Rows = rows;
        LastId = lastId;
        Total = total;
    }

    public IReadOnlyList<JsonObject> Rows { get; }

    public long LastId { get; }

    /// <summary>How many rows the portal counted above the starting id when the reading began; null when it did not say.</summary>
    public int? Total { get; }

    /// <summary>The rows as cards. Throws <see cref="InvalidOperationException"/> for a list that is not of cards.</summary>
    public IEnumerable<CrmRecord> Records()
    {
        var type = _type ?? throw new InvalidOperationException("The rows of this list are not cards.");
        return Rows.Select(row => new CrmRecord(new EntityRef(type, TolerantJson.Long(row[_idField])!.Value), row));
    }
}
