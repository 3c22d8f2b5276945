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

    internal BitrixClient(PortalAddress portal, CallSender sender)
    {
        Portal = portal;
        _sender = sender;
    }

    /// <summary>The portal that this client calls.</summary>
    public PortalAddress Portal { get; }

    /// <summary>One call, one request.</summary>
    public async Task<BitrixResult<BitrixAnswer>> CallAsync(BitrixCall call, CancellationToken cancellationToken)
    {
        var sent = await _sender.SendAsync(call.Method, call.Parameters, call.Repeatable, cancellationToken);
        return sent.Error is { } error ? error : AnswerReader.Answer(sent.Value);
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
        if (calls.Count is 0 or > LargestBatch) throw new ArgumentException("A batch holds 1 to 50 calls.", nameof(calls));
        var commands = new JsonObject();
        foreach (var (key, call) in calls)
        {
            if (!BatchKey().IsMatch(key)) throw new ArgumentException("The key of a batch call must be a name.", nameof(calls));
            if (!commands.TryAdd(key, BatchQuery.Write(call))) throw new ArgumentException("The keys of a batch must differ.", nameof(calls));
        }

        var parameters = new JsonObject { ["halt"] = halt ? 1 : 0, ["cmd"] = commands };
        var sent = await _sender.SendAsync("batch", parameters, calls.All(entry => entry.Call.Repeatable), cancellationToken);
        if (sent.Error is { } error) return error;
        return BatchReader.Read(sent.Value["result"], calls.Select(entry => entry.Key), halt, _sender.Errors);
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
    /// All rows of a list with an id above <paramref name="afterId"/> (0 for all), ascending, in pages of up to 50. The
    /// first request counts the rows; after it up to 50 pages come per request, so memory holds one such request
    /// whatever the portal's size. To resume, pass the <see cref="CrmPage.LastId"/> of the last page that was stored. Rows
    /// added during the reading appear if their id is higher; deleted ones are not missed or doubled as with offsets.
    /// An error is the last element of the sequence.
    /// </summary>
    public IAsyncEnumerable<BitrixResult<CrmPage>> ReadAllAsync(CrmListing listing, long afterId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterId);
        return ListingReader.ReadAsync(this, listing, afterId, cancellationToken);
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BatchKey();
}
