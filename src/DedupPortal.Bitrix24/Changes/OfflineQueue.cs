using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// The portal's own list of what changed: at most one entry per event and card, kept until it is taken. Reading reserves
/// entries under a process id; <see cref="ClearAsync"/> takes them off when they were dealt with, so nothing is lost
/// when we fall over in between. Needs an application and an administrator. <paramref name="connector"/> names a queue of
/// our own; writes of a client with the same <see cref="CallPolicy.AuthConnector"/> leave no entries in it.
/// Source: Bitrix24 REST documentation, "offline events".
/// </summary>
public sealed class OfflineQueue(BitrixClient client, string? connector)
{
    /// <summary>Entries of one reading at most.</summary>
    public const int LargestReading = 50;

    /// <summary>Lets the portal note these events from now on. An event that is noted already is no error. Gives the events that this portal does not know.</summary>
    public async Task<BitrixResult<IReadOnlyList<string>>> BindAsync(IReadOnlyList<string> events, CancellationToken cancellationToken)
    {
        var unknown = new List<string>();
        foreach (var name in events)
        {
            var bound = await client.CallAsync(Call("event.bind", new JsonObject { ["event"] = name, ["event_type"] = "offline" }) with { Repeatable = true }, cancellationToken);
            if (bound.Succeeded || IsBoundAlready(bound.Error)) continue;
            if (bound.Error is BitrixError.Rejected rejected && string.Equals(rejected.Code, "ERROR_EVENT_NOT_FOUND", StringComparison.OrdinalIgnoreCase)) unknown.Add(name);
            else return bound.Error!;
        }

        return unknown;
    }

    /// <summary>
    /// Reserves up to 50 entries. When the answer was lost they stay reserved under an id that we do not know:
    /// <see cref="ReservedAsync"/> finds it. Entries that another reader reserved are not among them.
    /// </summary>
    public Task<BitrixResult<OfflineReading>> ReadAsync(CancellationToken cancellationToken) => ReadAsync(null, cancellationToken);

    /// <summary>The entries that are reserved under this id: those of a reader that fell over.</summary>
    public Task<BitrixResult<OfflineReading>> ReadAgainAsync(string processId, CancellationToken cancellationToken) => ReadAsync(processId, cancellationToken);

    /// <summary>Takes the reading off the queue: it was dealt with.</summary>
    public Task<BitrixResult<bool>> ClearAsync(OfflineReading reading, CancellationToken cancellationToken) =>
        reading.ProcessId is null ? Task.FromResult<BitrixResult<bool>>(true) : TellAsync("event.offline.clear", reading.ProcessId, null, cancellationToken);

    /// <summary>
    /// Instead of <see cref="ClearAsync"/>, when some entries could not be dealt with: those stay, marked as failed, and are
    /// not read again until the portal changes their card; the others are taken off.
    /// </summary>
    public async Task<BitrixResult<bool>> FailAsync(OfflineReading reading, IReadOnlyCollection<string> failedMessageIds, CancellationToken cancellationToken)
    {
        if (reading.ProcessId is null || failedMessageIds.Count == 0) return await ClearAsync(reading, cancellationToken);
        var marked = await TellAsync("event.offline.error", reading.ProcessId, failedMessageIds, cancellationToken);
        var done = reading.Events.Select(entry => entry.MessageId).Except(failedMessageIds, StringComparer.Ordinal).ToList();
        return marked.Succeeded && done.Count > 0 ? await TellAsync("event.offline.clear", reading.ProcessId, done, cancellationToken) : marked;
    }

    /// <summary>
    /// Ids under which entries are reserved now, ours and those of readers that fell over. Reads the whole queue, 50
    /// entries a request.
    /// </summary>
    public async Task<BitrixResult<IReadOnlyList<string>>> ReservedAsync(CancellationToken cancellationToken)
    {
        var reserved = new HashSet<string>(StringComparer.Ordinal);
        for (int? start = 0; start is not null;)
        {
            var answer = await client.CallAsync(Call("event.offline.list", new JsonObject { ["order"] = new JsonObject { ["ID"] = "ASC" }, ["start"] = start }), cancellationToken);
            if (answer.Error is { } error) return error;
            foreach (var row in TolerantJson.Rows(answer.Value.Result) ?? [])
                if (row.Text("PROCESS_ID") is { } id && !row.Flag("ERROR")) reserved.Add(id);
            start = answer.Value.Next is { } next && next > start ? next : null;
        }

        return reserved.ToList();
    }

    private async Task<BitrixResult<OfflineReading>> ReadAsync(string? processId, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["clear"] = 0, ["limit"] = LargestReading };
        if (processId is not null) parameters["process_id"] = processId;

        // What is reserved already can be asked for twice.
        var answer = await client.CallAsync(Call("event.offline.get", parameters) with { Repeatable = processId is not null }, cancellationToken);
        if (answer.Error is { } error) return error;
        var id = TolerantJson.Text(TolerantJson.Member(answer.Value.Result, "process_id")) is { Length: > 0 } given ? given : processId;
        return TolerantJson.Rows(TolerantJson.Member(answer.Value.Result, "events")) is { } rows
            ? new OfflineReading(id, [.. rows.Select(OfflineEvent.Read)])
            : new BitrixError.Rejected(ClientCodes.NoResult, "");
    }

    /// <summary>Both may be told twice: what is gone is not there to be taken off again.</summary>
    private async Task<BitrixResult<bool>> TellAsync(string method, string processId, IReadOnlyCollection<string>? messageIds, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["process_id"] = processId };
        if (messageIds is not null) parameters["message_id"] = new JsonArray([.. messageIds.Select(id => JsonValue.Create(id))]);
        var told = await client.CallAsync(Call(method, parameters) with { Repeatable = true }, cancellationToken);
        return told.Error is { } error ? error : true;
    }

    private BitrixCall Call(string method, JsonObject parameters)
    {
        if (connector is not null) parameters["auth_connector"] = connector;
        return new BitrixCall(method, parameters);
    }

    private static bool IsBoundAlready(BitrixError? error) =>
        error is BitrixError.Rejected { Description: var text } && text.StartsWith("Unable to set event handler", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Entries reserved together. <paramref name="ProcessId"/> is null when there were none.</summary>
public sealed record OfflineReading(string? ProcessId, IReadOnlyList<OfflineEvent> Events);

/// <summary>
/// One entry of the queue. <paramref name="At"/> is when the portal noted it last, UTC, null when it did not say;
/// <paramref name="MessageId"/> may be empty on older portals.
/// </summary>
public sealed record OfflineEvent(string MessageId, PortalChange Change, DateTimeOffset? At)
{
    internal static OfflineEvent Read(JsonObject row) => new(row.Text("MESSAGE_ID") ?? "", PortalChange.Read(row.Text("EVENT_NAME") ?? "", row["EVENT_DATA"]), row.Moment("TIMESTAMP_X"));
}
