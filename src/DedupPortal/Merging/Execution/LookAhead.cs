using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Cards that the next step will look at before it writes, read behind this step's write in the same request. The reading is as fresh as
/// one of its own, and a request is saved. Each serves one look; an execution that stops in between forgets them.
/// </summary>
internal sealed class LookAhead
{
    private Dictionary<EntityRef, JsonObject> _ready = [];
    private Dictionary<EntityRef, JsonObject> _coming = [];

    /// <summary>What the next step will look at; empty when it looks at nothing, or the batch would grow too long.</summary>
    public IReadOnlyList<EntityRef> Next { private get; set; } = [];

    /// <summary>The card, once; null when it was not read, or could not be.</summary>
    public JsonObject? Take(EntityRef record) => _ready.Remove(record, out var card) ? card : null;

    /// <summary>All of the cards, once; null when one of them was not read.</summary>
    public IReadOnlyList<JsonObject>? TakeAll(IEnumerable<EntityRef> records)
    {
        var cards = records.Select(Take).ToList();
        return cards.Contains(null) ? null : [.. cards.OfType<JsonObject>()];
    }

    /// <summary>Goes to the next step: what the last one read is for it alone.</summary>
    public void Advance() => (_ready, _coming) = (_coming, []);

    /// <summary>The last step did not go as planned: the next one looks for itself.</summary>
    public void Forget() => (_ready, _coming) = ([], []);

    /// <summary>Sends a step's write, with the cards behind it. The answer is the write's own.</summary>
    public async Task<BitrixResult<BitrixAnswer>> SendAsync(BitrixClient client, BitrixCall write, CancellationToken cancellationToken) =>
        (await SendAsync(client, write, written: null, cancellationToken)).Answer;

    /// <summary>The same, with a card as it was directly before it was written; null when it could not be read in the same request.</summary>
    public async Task<(BitrixResult<BitrixAnswer> Answer, JsonObject? Before)> SendAsync(BitrixClient client, BitrixCall write, EntityRef? written, CancellationToken cancellationToken)
    {
        var isAlone = Next.Count == 0 && written is null;
        if (isAlone || Next.Count + 2 > BitrixClient.LargestBatch || !SaysTheSameInABatch(write.Parameters)) return (await client.CallAsync(write, cancellationToken), null);
        var calls = Next.Select((record, index) => (Key(index), PortalJson.ItemGet(record))).Prepend(("write", write)).ToList();
        if (written is { } card) calls.Insert(0, ("before", PortalJson.ItemGet(card)));
        return await SendAsync(client, calls, cancellationToken);
    }

    private async Task<(BitrixResult<BitrixAnswer> Answer, JsonObject? Before)> SendAsync(BitrixClient client, List<(string, BitrixCall)> calls, CancellationToken cancellationToken)
    {
        var batch = await client.BatchAsync(calls, halt: false, cancellationToken);
        if (batch.Error is { } lost) return (lost, null);
        for (var index = 0; index < Next.Count; index++)
            if (batch.Value[Key(index)] is BatchEntry.Answered { Answer: var answer } && PortalJson.Item(answer.Result) is { } card) _coming[Next[index]] = card;
        var before = calls[0].Item1 == "before" && batch.Value["before"] is BatchEntry.Answered { Answer: var seen } ? PortalJson.Item(seen.Result) : null;
        return batch.Value["write"] switch
        {
            BatchEntry.Answered answered => (answered.Answer, before),
            BatchEntry.Failed failed => (failed.Error, before),
            _ => throw new InvalidOperationException("A batch that does not halt left out a call."),
        };
    }

    /// <summary>
    /// A batch is a list of queries: it knows texts and numbers alone, and reads <c>$result[…]</c> in a text as a reference. A write with
    /// anything else goes by itself.
    /// </summary>
    private static bool SaysTheSameInABatch(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } map => map.All(pair => SaysTheSameInABatch(pair.Value)),
        JsonArray { Count: > 0 } list => list.All(SaysTheSameInABatch),
        JsonValue value => value.GetValueKind() is JsonValueKind.Number
            || (value.GetValueKind() is JsonValueKind.String && !value.GetValue<string>().Contains("$result", StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"l{index}");
}
