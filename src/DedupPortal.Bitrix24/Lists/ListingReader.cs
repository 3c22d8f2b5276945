using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Reads a list by chains of <c>&gt;ID</c> pages: inside one batch each page begins behind the last row of the one before.
/// The danger is a reference to a row that does not exist: it becomes empty, and "id above nothing" reads from the start
/// again. Three guards: the portal's count keeps a batch from holding pages beyond the end; behind the first page that is
/// not full every later page of the batch is thrown away; and a page that does not begin above the last id seen is never
/// passed on.
/// </summary>
internal static class ListingReader
{
    internal static async IAsyncEnumerable<BitrixResult<CrmPage>> ReadAsync(
        BitrixClient client,
        CrmListing listing,
        long afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await client.CallAsync(listing.Page(afterId, start: 0), cancellationToken);
        if (first.Error is { } failure)
        {
            yield return failure;
            yield break;
        }

        var total = first.Value.Total;
        var page = Read(listing, first.Value.Result, afterId, total);
        yield return page;
        if (!IsFull(page)) yield break;

        var lastId = page.Value.LastId;
        var read = CrmPage.FullPage;
        while (true)
        {
            var keys = Keys(total - read);
            var batch = await client.BatchAsync(Chain(listing, keys, lastId), halt: true, cancellationToken);
            if (batch.Error is { } lost)
            {
                yield return lost;
                yield break;
            }

            foreach (var entry in batch.Value.Entries)
            {
                // "Not reached" comes only behind a failed page, and a failed page ends the reading.
                page = entry is BatchEntry.Answered answered
                    ? Read(listing, answered.Answer.Result, lastId, total)
                    : ((BatchEntry.Failed)entry).Error;

                // The portal did not carry the reference over. The first page of a batch has a plain id, so the next batch advances.
                if (page.Error is { Code: ClientCodes.ListOrder } && entry.Key != keys[0]) break;

                yield return page;
                if (!IsFull(page)) yield break;
                lastId = page.Value.LastId;
                read += CrmPage.FullPage;
            }
        }
    }

    private static bool IsFull(BitrixResult<CrmPage> page) => page.Succeeded && page.Value.Rows.Count >= CrmPage.FullPage;

    /// <summary>As many pages as the count says are left, 1 to 50; a short last page needs no further one behind it.</summary>
    private static string[] Keys(int? left)
    {
        var pages = left is { } rows
            ? Math.Clamp((rows + CrmPage.FullPage - 1) / CrmPage.FullPage, 1, BitrixClient.LargestBatch)
            : BitrixClient.LargestBatch;
        return [.. Enumerable.Range(0, pages).Select(index => string.Create(CultureInfo.InvariantCulture, $"p{index}"))];
    }

    private static (string Key, BitrixCall Call)[] Chain(CrmListing listing, string[] keys, long afterId) =>
        [.. keys.Select((key, index) => (key, listing.Page(index == 0 ? JsonValue.Create(afterId) : JsonValue.Create(listing.LastIdOf(keys[index - 1])), start: -1)))];

    private static BitrixResult<CrmPage> Read(CrmListing listing, JsonNode? result, long lastId, int? total)
    {
        var list = listing.RowsMember is { } member ? TolerantJson.Member(result, member) : result;
        if (TolerantJson.Rows(list) is not { } rows) return new BitrixError.Rejected(ClientCodes.NoResult, "");
        for (var index = 0; index < rows.Count; index++)
        {
            // Equal ids may follow each other: an activity bound twice to what the filter names.
            var id = TolerantJson.Long(rows[index][listing.IdField]);
            if (id is null || id < lastId || (index == 0 && id == lastId)) return new BitrixError.Rejected(ClientCodes.ListOrder, "");
            lastId = id.Value;
        }

        return new CrmPage(listing, rows, lastId, total);
    }
}
