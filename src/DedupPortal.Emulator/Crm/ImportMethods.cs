using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>crm.item.import and crm.item.batchImport: an administrator may set who and when, within limits.</summary>
internal static class ImportMethods
{
    private const int BatchLimit = 20;

    public static void Register(MethodTable methods)
    {
        methods.Write("crm.item.import", call => One(call, UniversalMethods.Fields(call)));
        methods.Write("crm.item.batchImport", Many);
    }

    private static JsonObject Many(RestCall call)
    {
        var rows = Php.Values(call.Parameters["data"]);
        if (rows.Count > BatchLimit)
            throw RestRefusalException.Code("MAX_IMPORT_BATCH_SIZE_EXCEEDED", $"Maximum import batch size is {Php.Number(BatchLimit)}");
        var items = new JsonArray();
        foreach (var row in rows)
        {
            try
            {
                items.Add((JsonNode)One(call, row ?? new JsonObject()));
            }
            catch (RestRefusalException refusal)
            {
                items.Add((JsonNode)refusal.ToJson());
            }
        }
        return new JsonObject { ["items"] = items };
    }

    private static JsonObject One(RestCall call, JsonNode fields)
    {
        var type = UniversalMethods.TypeOf(call);
        if (Access.ReachOf(call.User, type.Id, Right.Add) == Reach.None)
            throw RestRefusalException.Code("ACCESS_DENIED", "Access denied");
        var draft = RecordDraft.Universal(type, fields, import: true);
        if (draft.HasSystemFields && !call.User.Admin)
            throw Invalid("createdTime");
        CheckTimes(call, type, draft);
        if (type.Id == EntityType.ContactId && draft.Values.GetValueOrDefault("NAME") is null && draft.Values.GetValueOrDefault("LAST_NAME") is null)
            throw RestRefusalException.Code("CRM_FIELD_ERROR_REQUIRED", "The \"Name\" field is required");
        var record = RecordWriter.Add(call, type, draft);
        if (draft.Values.ContainsKey("DATE_CREATE") && !draft.Values.ContainsKey("DATE_MODIFY"))
            record.Set("DATE_MODIFY", record.Get("DATE_CREATE"));
        return new JsonObject { ["item"] = new JsonObject { ["id"] = record.Id } };
    }

    private static void CheckTimes(RestCall call, EntityType type, RecordDraft draft)
    {
        var created = PortalClock.Parse(draft.Values.GetValueOrDefault("DATE_CREATE"));
        var updated = PortalClock.Parse(draft.Values.GetValueOrDefault("DATE_MODIFY"));
        var moved = PortalClock.Parse(draft.Values.GetValueOrDefault("MOVED_TIME"));
        var now = call.Portal.Clock.Instant();
        if (created > now)
            throw Invalid("createdTime");
        if (updated > now || updated < created)
            throw Invalid("updatedTime");
        if (moved > now || moved < created || moved > updated)
            throw Invalid("movedTime");
        var newest = call.State.Of(type).Rows is [.., var last] ? PortalClock.Parse(last.Get("DATE_CREATE")) : null;
        if (created < newest)
            throw Invalid("createdTime");
    }

    private static RestRefusalException Invalid(string field) =>
        RestRefusalException.Code("CRM_FIELD_ERROR_VALUE_NOT_VALID", $"Invalid value of field \"{field}\"");
}
