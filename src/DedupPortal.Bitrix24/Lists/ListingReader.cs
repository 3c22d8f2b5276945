using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// Reads a list by chains of <c>&gt;ID</c> pages: inside one batch each page begins behind the last row of the one before.
/// The danger is a reference to a row that does not exist: it becomes empty, and "id above nothing" reads from the start
/// again. Three guards: the portal's count keeps a batch from holding pages beyond the end; behind the first page that is
/// not full every later page of the batch is thrown away; and a page that does not begin above the last id seen is never
/// passed on. As soon as an answer is there its last id is known, and who reads ahead has the next batch sent before the rows are passed on.
/// </summary>
internal static class ListingReader
{
    internal static async IAsyncEnumerable<BitrixResult<RowPage>> ReadAsync(
        BitrixClient client, CrmListing listing, long afterId, int? counted, bool ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<BitrixResult<ListAnswer>>? coming = counted is null
            ? client.ListAsync(listing, listing.Page(afterId, start: 0), abandoned.Token)
            : client.ListAsync(listing, Chain(listing, Keys(counted), afterId), abandoned.Token);
        var (lastId, read, total) = (afterId, 0, counted);
        try
        {
            for (var isFirst = true; coming is not null; isFirst = false)
            {
                var sent = await coming;
                coming = null;
                if (sent.Error is { } lost)
                {
                    yield return lost;
                    yield break;
                }

                using var answer = sent.Value;
                if (isFirst) total ??= answer.Total;
                var (pages, goesOn) = Usable(answer, lastId, total);
                if (pages.Count > 0 && goesOn) lastId = pages[^1].Value.LastId;
                read += pages.Count * RowPage.FullPage;
                if (goesOn && ahead) coming = NextAsync();

                var end = pages.FindLastIndex(page => page.Succeeded);
                for (var index = 0; index <= end; index++) (pages[index].Value.AnswerLastId, pages[index].Value.EndsAnswer) = (pages[end].Value.LastId, index == end);
                foreach (var page in pages)
                {
                    yield return page;
                    if (page.Succeeded) page.Value.Close();
                }

                if (goesOn) coming ??= NextAsync();
            }
        }
        finally
        {
            if (coming is not null) await DropAsync(coming, abandoned);
        }

        Task<BitrixResult<ListAnswer>> NextAsync() => client.ListAsync(listing, Chain(listing, Keys(total - read), lastId), abandoned.Token);
    }

    /// <summary>The pages up to the first that ends the reading, with it, and whether the list goes on behind them.</summary>
    private static (List<BitrixResult<RowPage>> Pages, bool GoesOn) Usable(ListAnswer answer, long lastId, int? total)
    {
        var pages = new List<BitrixResult<RowPage>>(answer.PageCount);
        for (var index = 0; index < answer.PageCount; index++)
        {
            var page = answer.Page(index, lastId, total);

            // The portal did not carry the reference over. The first page of a batch has a plain id, so the next batch advances.
            if (page.Error is { Code: ClientCodes.ListOrder } && index > 0) break;
            pages.Add(page);
            if (!page.Succeeded || page.Value.Count < RowPage.FullPage) return (pages, false);
            lastId = page.Value.LastId;
        }

        return (pages, true);
    }

    /// <summary>As many pages as the count says are left, 1 to 50; a short last page needs no further one behind it.</summary>
    private static string[] Keys(int? left)
    {
        var pages = left is { } rows
            ? Math.Clamp((rows + RowPage.FullPage - 1) / RowPage.FullPage, 1, BitrixClient.LargestBatch)
            : BitrixClient.LargestBatch;
        return [.. Enumerable.Range(0, pages).Select(index => string.Create(CultureInfo.InvariantCulture, $"p{index}"))];
    }

    private static (string Key, BitrixCall Call)[] Chain(CrmListing listing, string[] keys, long afterId) =>
        [.. keys.Select((key, index) => (key, listing.Page(index == 0 ? JsonValue.Create(afterId) : JsonValue.Create(listing.LastIdOf(keys[index - 1])), start: -1)))];

    /// <summary>The reader went away before it took the answer that is on its way.</summary>
    private static async Task DropAsync(Task<BitrixResult<ListAnswer>> coming, CancellationTokenSource abandoned)
    {
        await abandoned.CancelAsync();
        try
        {
            var sent = await coming;
            if (sent.Succeeded) sent.Value.Dispose();
        }
        catch (OperationCanceledException)
        {
            // Asked for just now.
        }
    }
}
