using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Up to 50 rows of a list in ascending order of ids, as objects. <see cref="LastId"/> is the id of the last row, or where
/// the reading began if the page is empty.
/// </summary>
public sealed class CrmPage
{
    /// <inheritdoc cref="RowPage.FullPage"/>
    public const int FullPage = RowPage.FullPage;

    private readonly EntityType? _type;
    private readonly string _idField;

    private CrmPage(CrmListing listing, IReadOnlyList<JsonObject> rows, RowPage page)
    {
        _type = listing.Type;
        _idField = listing.IdField;
        Rows = rows;
        LastId = page.LastId;
        Total = page.Total;
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

    /// <summary>The page with its rows as objects; an error when a hostile portal put a field into a row twice.</summary>
    internal static BitrixResult<CrmPage> From(CrmListing listing, RowPage page)
    {
        try
        {
            return new CrmPage(listing, [.. page.Rows.Select(row => row.ToObject())], page);
        }
        catch (JsonException)
        {
            return new BitrixError.Rejected(ClientCodes.NotJson, "");
        }
    }
}
