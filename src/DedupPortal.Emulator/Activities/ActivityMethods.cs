using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Events;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Activities;

/// <summary>crm.activity.(add|get|list|update|delete)</summary>
internal static class ActivityMethods
{
    private static readonly HashSet<string> s_readOnly =
        ["ID", "ASSOCIATED_ENTITY_ID", "CREATED", "AUTHOR_ID", "LAST_UPDATED", "EDITOR_ID", "OWNER_ID", "OWNER_TYPE_ID"];

    public static void Register(MethodTable methods)
    {
        methods.Read("crm.activity.get", call => ActivityView.Whole(call.State, Found(call, Right.Read)));
        methods.Read("crm.activity.list", ActivityList.Run);
        methods.Write("crm.activity.add", Add);
        methods.Write("crm.activity.update", Update);
        methods.Write("crm.activity.delete", Delete);
    }

    /// <summary>An activity is reached through any card it stands on.</summary>
    public static bool May(RestCall call, Activity activity, Right right) =>
        call.User.Admin || activity.Bindings.Exists(b => call.State.Find(b.TypeId, b.EntityId) is { } card && Access.May(call.User, b.TypeId, card, right));

    private static Activity Found(RestCall call, Right right)
    {
        var activity = call.State.Activities.Find(call.Parameters.Int("id") ?? 0) ?? throw RestRefusalException.Plain("Not found");
        return May(call, activity, right) ? activity : throw RestRefusalException.Plain("Access denied");
    }

    private static JsonObject Fields(RestCall call) =>
        call.Parameters.Loose("fields") as JsonObject ?? throw RestRefusalException.Plain("Parameter 'fields' must be array.");

    private static JsonNode Add(RestCall call)
    {
        var fields = Fields(call);
        var type = Php.Int(fields["TYPE_ID"]) ?? throw RestRefusalException.Plain("The field TYPE_ID is not defined or invalid");
        if (Php.Text(fields["SUBJECT"]) is not { Length: > 0 })
            throw RestRefusalException.Plain("The field SUBJECT is not defined or empty");
        if (Php.Int(fields["RESPONSIBLE_ID"]) is not > 0)
            throw RestRefusalException.Plain("The field RESPONSIBLE_ID is not defined or invalid");
        if (type == 6 && Php.Text(fields["PROVIDER_ID"]) is not { Length: > 0 })
            throw RestRefusalException.Plain("The custom activity without provider is not supported in current context");
        var owner = new Binding(Php.Int(fields["OWNER_TYPE_ID"]) ?? 0, Php.Int(fields["OWNER_ID"]) ?? 0);
        if (call.State.Find(owner.TypeId, owner.EntityId) is not { } card)
            throw RestRefusalException.Plain("Could not build binding. Please ensure that owner info and communications are defined correctly");
        if (!Access.May(call.User, owner.TypeId, card, Right.Edit))
            throw RestRefusalException.Plain("Access denied");
        if (type == 2 && Php.Values(fields["COMMUNICATIONS"]).Count == 0)
            throw RestRefusalException.Plain("The field COMMUNICATIONS is not defined or invalid");
        if (type == 2 && Php.Values(fields["COMMUNICATIONS"]).Count > 1)
            throw RestRefusalException.Plain("The only one communication is allowed for activity of specified type");

        var activity = new Activity { Id = call.State.Activities.NextId(), OwnerTypeId = owner.TypeId, OwnerId = owner.EntityId, Bindings = [owner] };
        foreach (var field in new[] { "CREATED", "LAST_UPDATED", "START_TIME", "END_TIME", "DEADLINE" })
            activity.Values[field] = call.Now;
        foreach (var field in new[] { "AUTHOR_ID", "EDITOR_ID" })
            activity.Values[field] = Php.Number(call.User.Id);
        Take(activity, fields);
        if (type == 2)
            activity.Values.TryAdd("PROVIDER_ID", "VOXIMPLANT_CALL");
        TakeCommunications(call, activity, fields["COMMUNICATIONS"], owner);
        call.State.Activities.Add(activity);
        call.State.ActivityIndex.Note(owner, activity);
        call.Tell(new Change("ONCRMACTIVITYADD", activity.Id));
        card.Set("LAST_ACTIVITY_TIME", call.Now);
        card.Set("LAST_ACTIVITY_BY", Php.Number(call.User.Id));
        return activity.Id;
    }

    private static JsonNode Update(RestCall call)
    {
        var activity = Found(call, Right.Edit);
        var fields = Fields(call);
        Take(activity, fields);
        if (fields.ContainsKey("COMMUNICATIONS"))
        {
            activity.Communications.Clear();
            TakeCommunications(call, activity, fields["COMMUNICATIONS"], new Binding(activity.OwnerTypeId, activity.OwnerId));
        }
        activity.Values["LAST_UPDATED"] = call.Now;
        activity.Values["EDITOR_ID"] = Php.Number(call.User.Id);
        call.Tell(new Change("ONCRMACTIVITYUPDATE", activity.Id));
        return true;
    }

    private static JsonNode Delete(RestCall call)
    {
        var id = Found(call, Right.Edit).Id;
        call.State.Activities.Remove(id);
        call.Tell(new Change("ONCRMACTIVITYDELETE", id));
        return true;
    }

    private static void Take(Activity activity, JsonObject fields)
    {
        foreach (var (name, value) in fields)
        {
            if (!s_readOnly.Contains(name) && ActivityView.IsField(name) && Php.Text(value) is { } text)
                activity.Values[name] = text;
        }
        if (activity.Get("PROVIDER_ID") == Activity.OpenLineProvider && Php.Text((fields["PROVIDER_PARAMS"] as JsonObject)?["USER_CODE"]) is { } code)
            activity.UserCode = code;
        if (activity.Get("COMPLETED") == "Y")
            activity.Values["STATUS"] = "2";
    }

    private static void TakeCommunications(RestCall call, Activity activity, JsonNode? communications, Binding owner)
    {
        foreach (var sent in Php.Values(communications).OfType<JsonObject>())
        {
            activity.Communications.Add(new Communication
            {
                Id = call.State.Activities.LastId + activity.Communications.Count + 3,
                Type = Php.Text(sent["TYPE"]) ?? "",
                Value = Php.Text(sent["VALUE"]) ?? "",
                TypeId = Php.Int(sent["ENTITY_TYPE_ID"]) ?? owner.TypeId,
                EntityId = Php.Int(sent["ENTITY_ID"]) ?? owner.EntityId,
            });
        }
    }
}
