using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>The pages that one request brought, over the bytes that it brought. Disposing closes the pages.</summary>
internal sealed class ListAnswer : IDisposable
{
    private readonly AnswerBody _body;
    private readonly RowSlice[] _rows;
    private readonly (int First, int Count, BitrixError? Error)[] _pages;

    private ListAnswer(AnswerBody body, RowSlice[] rows, (int First, int Count, BitrixError? Error)[] pages, int? total)
    {
        _body = body;
        _rows = rows;
        _pages = pages;
        Total = total;
    }

    internal int? Total { get; }

    internal int PageCount => _pages.Length;

    public void Dispose() => _body.Dispose();

    /// <summary>The page in its place behind <paramref name="lastId"/>, or why it is none.</summary>
    internal BitrixResult<RowPage> Page(int index, long lastId, int? total)
    {
        var (first, count, error) = _pages[index];
        if (error is not null) return error;
        var rows = _rows.AsMemory(first, count);
        for (var row = 0; row < count; row++)
        {
            // Equal ids may follow each other: an activity bound twice to what the filter names.
            var id = rows.Span[row].Id;
            if (id <= 0 || id < lastId || (row == 0 && id == lastId)) return new BitrixError.Rejected(ClientCodes.ListOrder, "");
            lastId = id;
        }

        return new RowPage(_body, rows, lastId, total);
    }

    /// <summary>The answer of one list call; the body goes over to it, or is given back.</summary>
    internal static BitrixResult<ListAnswer> Page(CrmListing listing, AnswerBody body, Uri asked, CallSender sender)
    {
        var scanner = new ListScanner(body.Json.Span, listing);
        if (!Scan(ref scanner, body, null)) return Refused(body, asked, sender);
        sender.Operating.Report(listing.Method, TolerantJson.Double(TolerantJson.Member(scanner.Time, "operating")));
        if (scanner.HasResult) return new ListAnswer(body, [.. scanner.Rows], [(0, scanner.Rows.Count, null)], TolerantJson.Int(scanner.Total));
        body.Dispose();
        return new BitrixError.Rejected(ClientCodes.NoResult, "");
    }

    /// <summary>The answer of a batch of list calls with these keys.</summary>
    internal static BitrixResult<ListAnswer> Pages(CrmListing listing, string[] keys, AnswerBody body, Uri asked, CallSender sender)
    {
        var found = new Dictionary<string, (int First, int Count)>(keys.Length, StringComparer.Ordinal);
        var scanner = new ListScanner(body.Json.Span, listing);
        if (!Scan(ref scanner, body, (key, first, count) => found[key] = (first, count)) || !scanner.HasResult) return Refused(body, asked, sender);

        var pages = new (int First, int Count, BitrixError? Error)[keys.Length];
        for (var index = 0; index < keys.Length; index++)
        {
            var time = TolerantJson.Member(scanner.Times, keys[index]);
            if (TolerantJson.Member(scanner.Errors, keys[index]) is { } failure) pages[index].Error = Failed(listing, failure, time, sender);
            else if (!found.TryGetValue(keys[index], out var page)) pages[index].Error = new BitrixError.RetryLater(ClientCodes.NoResult, "", RetryReason.NotJson, AnswerLost: true);
            else if (page.Count < 0) pages[index].Error = new BitrixError.Rejected(ClientCodes.NoResult, "");
            else pages[index] = (page.First, page.Count, null);
            sender.Operating.Report(listing.Method, TolerantJson.Double(TolerantJson.Member(time, "operating")));
        }

        return new ListAnswer(body, [.. scanner.Rows], pages, null);
    }

    private static BitrixError Failed(CrmListing listing, JsonNode failure, JsonNode? time, CallSender sender)
    {
        var error = sender.Errors.FromBatch(failure, time);
        if (error is BitrixError.RetryLater { Reason: RetryReason.OperatingLimit } spent) sender.Operating.MarkSpent(listing.Method, spent.After);
        return error;
    }

    /// <summary>False when the answer is not one of lists: a redirect, an error, no JSON.</summary>
    private static bool Scan(ref ListScanner scanner, AnswerBody body, Action<string, int, int>? page)
    {
        if ((int)body.Status is >= 300 and < 400) return false;
        try
        {
            if (page is null) scanner.Single();
            else scanner.Batch(page);
            return !scanner.IsError;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static BitrixError Refused(AnswerBody body, Uri asked, CallSender sender) =>
        AnswerReader.Envelope(body, asked, sender.Errors).Error ?? new BitrixError.Rejected(ClientCodes.NoResult, "");
}
