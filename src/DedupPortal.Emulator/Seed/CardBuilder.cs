using DedupPortal.Emulator.Activities;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;
using DedupPortal.Emulator.Timeline;

namespace DedupPortal.Emulator.Seed;

/// <summary>Puts cards, activities and comments into a portal that is being seeded.</summary>
internal sealed class CardBuilder(PortalState state)
{
    public PortalState State { get; } = state;

    public CrmRecord Card(EntityType type, DateTimeOffset created, int responsible, int? id = null, params (string Field, string? Value)[] values)
    {
        var table = State.Of(type);
        var record = new CrmRecord { Id = id ?? table.NextId() };
        var at = PortalClock.Format(created);
        foreach (var field in new[] { "ASSIGNED_BY_ID", "CREATED_BY_ID", "MODIFY_BY_ID", "LAST_ACTIVITY_BY" })
            record.Set(field, Php.Number(responsible));
        foreach (var field in new[] { "DATE_CREATE", "DATE_MODIFY", "LAST_ACTIVITY_TIME" })
            record.Set(field, at);
        if (type.Id is EntityType.LeadId or EntityType.DealId)
        {
            record.Set("MOVED_BY_ID", Php.Number(responsible));
            record.Set("MOVED_TIME", at);
        }
        foreach (var (field, value) in values)
            record.Set(field, value);
        RecordDefaults.Fill(State, type, record, draft: null);
        if (type.Id == EntityType.LeadId)
            record.Set("STATUS_SEMANTIC_ID", Stages.Semantics(State, "STATUS", record.Get("STATUS_ID")));
        if (type.Id == EntityType.DealId)
        {
            var stage = record.Get("STAGE_ID");
            var semantics = Stages.Semantics(State, Stages.EntityOf(stage), stage);
            record.Set("STAGE_SEMANTIC_ID", semantics);
            record.Set("CLOSED", semantics == "P" ? "N" : "Y");
        }
        return table.Add(record);
    }

    public CardBuilder Entry(CrmRecord record, string type, string valueType, string value, int? id = null)
    {
        var own = id ?? State.LastMultifieldId + 1;
        State.LastMultifieldId = Math.Max(State.LastMultifieldId, own);
        record.Multifields.Add(new Multifield { Id = own, Type = type, ValueType = valueType, Value = value });
        return this;
    }

    public static void Link(CrmRecord record, CrmRecord target) => LinkRules.Add(record, target.Id, sort: null, roleId: 0, primary: false);

    /// <summary>A call or message from a manager to the phone of a card.</summary>
    public Activity Outgoing(EntityType type, CrmRecord card, DateTimeOffset at, string provider, string phone, int author, string subject, int? id = null)
    {
        var activity = New(type, card, at, author, subject, id);
        activity.Values["TYPE_ID"] = provider == "VOXIMPLANT_CALL" ? "2" : "6";
        activity.Values["PROVIDER_ID"] = provider;
        activity.Values["PROVIDER_TYPE_ID"] = provider == "VOXIMPLANT_CALL" ? "CALL" : provider;
        activity.Values["DIRECTION"] = "2";
        activity.Communications.Add(new Communication { Id = activity.Id + 3, Type = "PHONE", Value = phone, TypeId = type.Id, EntityId = card.Id });
        return activity;
    }

    /// <summary>A conversation that the client began in a messenger.</summary>
    public Activity Session(EntityType type, CrmRecord card, DateTimeOffset at, string userCode, int line, int author, string subject, int? id = null, int? chatId = null, int? sessionId = null)
    {
        var activity = New(type, card, at, author, subject, id);
        activity.UserCode = userCode;
        activity.ChatId = chatId ?? State.LastChatId + 1;
        activity.SessionId = sessionId ?? State.LastSessionId + 1;
        State.LastChatId = Math.Max(State.LastChatId, activity.ChatId);
        State.LastSessionId = Math.Max(State.LastSessionId, activity.SessionId);
        activity.Values["TYPE_ID"] = "6";
        activity.Values["PROVIDER_ID"] = Activity.OpenLineProvider;
        activity.Values["PROVIDER_TYPE_ID"] = Php.Number(line);
        activity.Values["ASSOCIATED_ENTITY_ID"] = Php.Number(activity.SessionId);
        activity.Values["ORIGIN_ID"] = "IMOL_" + Php.Number(activity.SessionId);
        activity.Values["RESULT_SOURCE_ID"] = userCode.Split('|')[0];
        activity.Values["DIRECTION"] = "1";
        activity.Communications.Add(new Communication { Id = activity.Id + 3, Type = "IM", Value = "imol|" + userCode, TypeId = type.Id, EntityId = card.Id });
        return activity;
    }

    public Comment Comment(EntityType type, CrmRecord card, DateTimeOffset at, int author, string text, int? id = null) =>
        State.Comments.Add(new Comment
        {
            Id = id ?? State.Comments.NextId(),
            Text = text,
            AuthorId = author,
            Created = PortalClock.Format(at),
            Bindings = [new Binding(type.Id, card.Id)],
        });

    private Activity New(EntityType type, CrmRecord card, DateTimeOffset at, int author, string subject, int? id)
    {
        var time = PortalClock.Format(at);
        var activity = new Activity { Id = id ?? State.Activities.NextId(), OwnerTypeId = type.Id, OwnerId = card.Id, Bindings = [new Binding(type.Id, card.Id)] };
        foreach (var field in new[] { "CREATED", "LAST_UPDATED", "START_TIME", "END_TIME", "DEADLINE" })
            activity.Values[field] = time;
        foreach (var field in new[] { "AUTHOR_ID", "EDITOR_ID", "RESPONSIBLE_ID" })
            activity.Values[field] = Php.Number(author);
        activity.Values["SUBJECT"] = subject;
        activity.Values["COMPLETED"] = "Y";
        activity.Values["STATUS"] = "2";
        if (string.CompareOrdinal(card.Get("LAST_ACTIVITY_TIME"), time) < 0)
            card.Set("LAST_ACTIVITY_TIME", time);
        return State.Activities.Add(activity);
    }
}
