using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DedupPortal.Bitrix24;

/// <summary>
/// The REST API of one portal for one credential. Thread-safe; made by <see cref="BitrixClientFactory"/>. Every call waits
/// for the portal's request rate, and is repeated within a few seconds where that cannot do harm (see
/// <see cref="BitrixCall.Repeatable"/>). What the contract documents as a failure is returned; only bugs
/// (<see cref="ArgumentException"/>) and cancellation throw.
/// </summary>
public sealed partial class BitrixClient
{
    /// <summary>Most calls that one batch may hold. Source: Bitrix24 REST documentation, "batch".</summary>
    public const int LargestBatch = 50;

    private readonly CallSender _sender;

    internal BitrixClient(CallSender sender) => _sender = sender;

    /// <summary>The portal that this client calls, at its present address.</summary>
    public PortalAddress Portal => _sender.Portal;

    /// <summary>Whether it acts by an application's tokens; by a webhook otherwise.</summary>
    public bool ActsForApplication => _sender.ActsForApplication;

    /// <summary>Operating time that this client's credential has used.</summary>
    public OperatingBudget Operating => _sender.Operating;

    /// <summary>How fast the portal may be asked, by its plan.</summary>
    public RateLimit Limit => _sender.Limit;

    /// <summary>The same client with its calls in another lane: <see cref="CallLane.Scan"/> for reading in bulk.</summary>
    public BitrixClient In(CallLane lane) => lane == _sender.Policy.Lane ? this : new BitrixClient(_sender.With(_sender.Policy with { Lane = lane }));

    /// <summary>One call, one request.</summary>
    public async Task<BitrixResult<BitrixAnswer>> CallAsync(BitrixCall call, CancellationToken cancellationToken)
    {
        var sent = await _sender.SendAsync(call.Method, call.Parameters, [call.Method], call.Repeatable, Envelope, cancellationToken);
        if (sent.Error is { } error) return error;
        var answer = AnswerReader.Answer(sent.Value);
        _sender.Operating.Report(call.Method, answer.Operating);
        return answer;
    }

    /// <summary>
    /// Up to 50 calls in one request, executed in order. With <paramref name="halt"/> the portal stops at the first
    /// failure; without, it goes on. There is no transaction either way. A value may refer to an earlier result of the
    /// same batch as <c>$result[key][FIELD]</c>; a reference to a failed or missing result becomes EMPTY, which is
    /// dangerous in writes. The error of the whole is returned only when the request itself failed. It is repeated only
    /// if every call is repeatable.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// No call or more than 50; a key that is repeated or not a letter or underscore followed by letters, digits and
    /// underscores (PHP turns numeric keys into lists).
    /// </exception>
    public async Task<BitrixResult<BatchAnswer>> BatchAsync(IReadOnlyList<(string Key, BitrixCall Call)> calls, bool halt, CancellationToken cancellationToken)
    {
        var parameters = BatchParameters(calls, halt);
        var methods = calls.Select(entry => entry.Call.Method).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var sent = await _sender.SendAsync("batch", parameters, methods, calls.All(entry => entry.Call.Repeatable), Envelope, cancellationToken);
        if (sent.Error is { } error) return error;
        var answer = BatchReader.Read(sent.Value["result"], calls.Select(entry => entry.Key), halt, _sender.Errors);
        Account(calls, answer);
        return answer;
    }

    /// <summary>
    /// Any number of independent calls as consecutive batches of 50, none of which halts. Yields one answer per batch
    /// and ends after the first batch whose request failed; calls behind it were not sent.
    /// </summary>
    public async IAsyncEnumerable<BitrixResult<BatchAnswer>> BatchManyAsync(
        IEnumerable<(string Key, BitrixCall Call)> calls,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var batch in calls.Chunk(LargestBatch))
        {
            var answer = await BatchAsync(batch, halt: false, cancellationToken);
            yield return answer;
            if (!answer.Succeeded) yield break;
        }
    }

    /// <summary>
    /// All rows of a list with an id above <paramref name="afterId"/> (0 for all), ascending, in pages of up to 50, as
    /// views of the answer's bytes. The first request counts the rows; after it up to 50 pages come per request, and the
    /// next request is on its way while these are looked at. Memory holds two answers whatever the portal's size, so a
    /// page is valid only until the next one is asked for. To resume, pass the <see cref="RowPage.LastId"/> of the last
    /// page that was stored. Rows added during the reading appear if their id is higher; deleted ones are not missed or
    /// doubled as with offsets. An error is the last element of the sequence. Who knows already how many rows there are gives
    /// <paramref name="counted"/>: then the first request brings 50 pages, too; a wrong number costs a request or two, no row. Without
    /// <paramref name="ahead"/> the next request is sent when the last page of an answer was dealt with: who writes down each answer
    /// before going on then has at most one to ask for again, whenever it falls over.
    /// </summary>
    public IAsyncEnumerable<BitrixResult<RowPage>> ReadRowsAsync(CrmListing listing, long afterId, CancellationToken cancellationToken, int? counted = null, bool ahead = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterId);
        return ListingReader.ReadAsync(this, listing, afterId, counted, ahead, cancellationToken);
    }

    /// <summary>One page of a list.</summary>
    internal Task<BitrixResult<ListAnswer>> ListAsync(CrmListing listing, BitrixCall page, CancellationToken cancellationToken) =>
        _sender.SendAsync(page.Method, page.Parameters, [page.Method], repeatable: true, (body, asked) => ListAnswer.Page(listing, body, asked, _sender), cancellationToken);

    /// <summary>Pages of a list in one batch, which stops at the first that fails.</summary>
    internal Task<BitrixResult<ListAnswer>> ListAsync(CrmListing listing, IReadOnlyList<(string Key, BitrixCall Call)> pages, CancellationToken cancellationToken) =>
        _sender.SendAsync(
            "batch", BatchParameters(pages, halt: true), [listing.Method], repeatable: true, (body, asked) => ListAnswer.Pages(listing, [.. pages.Select(page => page.Key)], body, asked, _sender), cancellationToken);

    private JsonObject BatchParameters(IReadOnlyList<(string Key, BitrixCall Call)> calls, bool halt)
    {
        if (calls.Count is 0 or > LargestBatch) throw new ArgumentException("A batch holds 1 to 50 calls.", nameof(calls));
        var commands = new JsonObject();
        foreach (var (key, call) in calls)
        {
            if (!BatchKey().IsMatch(key)) throw new ArgumentException("The key of a batch call must be a name.", nameof(calls));
            if (!commands.TryAdd(key, BatchQuery.Write(call, _sender.Policy.AuthConnector))) throw new ArgumentException("The keys of a batch must differ.", nameof(calls));
        }

        return new JsonObject { ["halt"] = halt ? 1 : 0, ["cmd"] = commands };
    }

    private BitrixResult<JsonObject> Envelope(AnswerBody body, Uri asked) => AnswerReader.Envelope(body, asked, _sender.Errors);

    /// <summary>The operating time is counted per inner method; the portal gives the sum after each call.</summary>
    private void Account(IReadOnlyList<(string Key, BitrixCall Call)> calls, BatchAnswer answer)
    {
        foreach (var (key, call) in calls)
        {
            if (answer[key] is BatchEntry.Answered answered) _sender.Operating.Report(call.Method, answered.Answer.Operating);
            else if (answer[key] is BatchEntry.Failed { Error: BitrixError.RetryLater { Reason: RetryReason.OperatingLimit } spent }) _sender.Operating.MarkSpent(call.Method, spent.After);
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BatchKey();
}
