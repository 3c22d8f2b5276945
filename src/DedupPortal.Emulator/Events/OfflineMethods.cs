using System.Text.Json.Nodes;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.OAuth;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Events;

/// <summary>event.offline.(get|list|clear|error): an application's queue.</summary>
internal static class OfflineMethods
{
    private const int UsualLimit = 50;

    public static void Register(MethodTable methods)
    {
        methods.ForApplications("event.offline.get", MethodTable.ContextNeeded(), Get);
        methods.ForApplications("event.offline.list", MethodTable.ContextNeeded(), List);
        methods.ForApplications("event.offline.clear", MethodTable.ContextNeeded(), Clear);
        methods.ForApplications("event.offline.error", MethodTable.ContextNeeded(), Fail);
    }

    private static List<OfflineRecord> Mine(RestCall call)
    {
        if (!call.User.Admin)
            throw RestRefusalException.Code("ACCESS_DENIED", "Access denied!", 403);
        var (connector, now) = (EventMethods.Connector(call), call.Portal.Clock.Instant());
        call.State.Events.Queue.RemoveAll(r => r.ProcessId.Length > 0 && now - r.At > OfflineRecord.Life);
        return [.. call.State.Events.Queue.Where(r => r.ClientId == call.Caller.Application!.ClientId && r.Connector == connector)];
    }

    private static JsonObject Get(RestCall call)
    {
        var mine = Mine(call);
        var failed = Php.Yes(call.Parameters.Loose("error"));
        var again = call.Parameters.Text("process_id") is { Length: > 0 } given ? given : null;
        var clear = call.Parameters.Loose("clear") is not { } wish || Php.Yes(wish);
        var events = Chosen(call, [.. mine.Where(r => r.Error == failed && r.ProcessId == (again ?? ""))])
            .Take(call.Parameters.Int("limit") is > 0 and var limit ? limit : UsualLimit).ToList();
        var process = again ?? Secrets.Letters(32).ToLowerInvariant();
        if (clear)
            events.ForEach(r => call.State.Events.Queue.Remove(r));
        else
            events.ForEach(r => r.ProcessId = process);
        return new JsonObject
        {
            ["process_id"] = clear ? null : process,
            ["events"] = Php.List(events.Select(r => View(call, r))),
        };
    }

    private static JsonArray List(RestCall call) => Php.List(ListWindow.Cut(call, Chosen(call, Mine(call))).Select(r =>
    {
        var row = View(call, r);
        row["PROCESS_ID"] = r.ProcessId;
        row["ERROR"] = r.Error ? "1" : "0";
        return row;
    }));

    private static List<OfflineRecord> Chosen(RestCall call, List<OfflineRecord> records)
    {
        var filter = Php.Pairs(call.Parameters.Loose("filter")).Select(p => Condition.Read(p.Key, p.Value)).ToList();
        var chosen = records.Where(r => filter.TrueForAll(c => Holds(r, c))).OrderBy(r => r.At).ThenBy(r => r.Id).ToList();
        if (ListWindow.Order(call.Parameters.Loose("order")) is [var (name, descending), ..])
        {
            chosen = [.. name.ToUpperInvariant() switch
            {
                "ID" => chosen.OrderBy(r => r.Id),
                "EVENT_NAME" => chosen.OrderBy(r => r.Event, StringComparer.Ordinal),
                _ => chosen.OrderBy(r => r.At),
            }];
            if (descending)
                chosen.Reverse();
        }
        return chosen;
    }

    private static bool Holds(OfflineRecord record, Condition condition) => condition.Name.ToUpperInvariant() switch
    {
        "ID" => condition.Holds(FieldKind.Number, [Php.Number(record.Id)]),
        "TIMESTAMP_X" => condition.Holds(FieldKind.DateTime, [PortalClock.Format(record.At)]),
        "EVENT_NAME" => condition.Holds(FieldKind.Text, [record.Event]),
        "MESSAGE_ID" => condition.Holds(FieldKind.Text, [record.MessageId]),
        "PROCESS_ID" => condition.Holds(FieldKind.Text, [record.ProcessId]),
        "ERROR" => condition.Holds(FieldKind.Number, [record.Error ? "1" : "0"]),
        _ => true,
    };

    private static JsonObject View(RestCall call, OfflineRecord record)
    {
        var bare = call.State.Events.BareRecords;
        return new JsonObject
        {
            ["ID"] = Php.Number(record.Id),
            ["TIMESTAMP_X"] = PortalClock.Format(record.At),
            ["EVENT_NAME"] = record.Event,
            ["EVENT_DATA"] = bare ? false : new JsonObject { ["FIELDS"] = new JsonObject { ["ID"] = Php.Number(record.ObjectId) } },
            ["EVENT_ADDITIONAL"] = bare ? false : new JsonObject { ["user_id"] = Php.Number(record.UserId) },
            ["MESSAGE_ID"] = record.MessageId,
        };
    }

    private static JsonNode Clear(RestCall call)
    {
        Named(call).ForEach(r => call.State.Events.Queue.Remove(r));
        return true;
    }

    // A failed record leaves its process and waits for somebody who asks for failed ones.
    private static JsonNode Fail(RestCall call)
    {
        Named(call).ForEach(r => (r.Error, r.ProcessId) = (true, ""));
        return true;
    }

    /// <summary>The records of the process, all or those that are named by id or message id.</summary>
    private static List<OfflineRecord> Named(RestCall call)
    {
        var mine = Mine(call);
        var process = call.Parameters.Text("process_id") is { Length: > 0 } given ? given
            : throw RestRefusalException.Empty("process_id");
        var ids = Names(call, "id");
        var messages = Names(call, "message_id");
        return [.. mine.Where(r => r.ProcessId == process && (ids is null || ids.Contains(Php.Number(r.Id))) && (messages is null || messages.Contains(r.MessageId)))];
    }

    private static HashSet<string>? Names(RestCall call, string parameter) => call.Parameters.Loose(parameter) is { } node
        ? (Php.IsMap(node) ? Php.Values(node).Select(Php.Text) : [Php.Text(node)]).OfType<string>().ToHashSet(StringComparer.Ordinal)
        : null;
}
