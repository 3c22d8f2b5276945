using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The planner alone, on snapshots written by hand.</summary>
public sealed class MergePlannerTests
{
    private static readonly EntityRef s_one = new(EntityType.Contact, 1);
    private static readonly EntityRef s_two = new(EntityType.Contact, 2);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 9);

    [Fact]
    public void Plan_Proposal_KeepsThePriorityAndFillsItsBlanks()
    {
        var plan = Plan(MergeMode.SameType, s_one, Card(s_one, ("name", "Анна"), ("post", "")), Card(s_two, ("name", "anna"), ("post", "Chief")));

        Assert.Equal(("Анна", "Chief"), (Result(plan, "name"), Result(plan, "post")));
        Assert.Equal([s_two], plan.Fields.Single(field => field.Field == "post").Sources);
        var loss = Assert.Single(plan.Losses);
        Assert.Equal((s_two, "name", "anna", LossReason.NotChosen), (loss.Record, loss.Field, loss.Value, loss.Reason));
    }

    [Fact]
    public void Plan_ConflictingFields_AreMadeEqualOnTheLoserFirst()
    {
        var plan = Plan(MergeMode.SameType, s_one, Card(s_one, ("name", "Анна"), ("assignedById", 1)), Card(s_two, ("name", "anna"), ("assignedById", 6)));

        var update = Assert.IsType<MergeStep.UpdateRecord>(plan.Steps[0]);
        Assert.Equal((s_two, "Анна", 1), (update.Record, (string?)update.Fields["name"], (int?)update.Fields["assignedById"]));
        Assert.Equal(("anna", 6), ((string?)update.Before["name"], (int?)update.Before["assignedById"]));
        Assert.IsType<MergeStep.AddNote>(plan.Steps[1]);
        var merge = Assert.IsType<MergeStep.MergeRecords>(plan.Steps[2]);
        Assert.Equal((s_one, s_two, 3), (merge.Survivor, Assert.Single(merge.Losers), plan.Steps.Count));
    }

    [Fact]
    public void Plan_ClearedField_IsClearedOnTheLoserToo()
    {
        // Otherwise the portal would fill the survivor's blank from the loser again.
        var plan = Plan(MergeMode.SameType, s_one, [Card(s_one, ("post", "Head")), Card(s_two, ("post", "Chief"))], ("post", new FieldChoice.Cleared()));

        var updates = plan.Steps.OfType<MergeStep.UpdateRecord>().ToDictionary(step => step.Record, step => (string?)step.Fields["post"]);
        Assert.Equal(("", ""), (updates[s_one], updates[s_two]));
        Assert.Equal([LossReason.Cleared, LossReason.Cleared], plan.Losses.Select(loss => loss.Reason));
    }

    [Fact]
    public void Plan_JoinedText_IsWrittenWholeAndEmptiedOnTheLoser()
    {
        var plan = Plan(MergeMode.SameType, s_one, Card(s_one, ("comments", "regular")), Card(s_two, ("comments", "asked twice")));

        var updates = plan.Steps.OfType<MergeStep.UpdateRecord>().ToDictionary(step => step.Record, step => (string?)step.Fields["comments"]);
        Assert.Equal(("regular<br>asked twice", ""), (updates[s_one], updates[s_two]));
        Assert.Empty(plan.Losses);
    }

    [Fact]
    public void Plan_SamePhoneInTwoSpellings_IsOneEntryAndTheOtherSpellingIsInTheLedger()
    {
        // 8 is the trunk prefix of +7: both are 79990001122.
        var plan = Plan(MergeMode.SameType, s_one,
            Card(s_one) with { Multifields = [new(11, "PHONE", "WORK", "+7 999 000-11-22")] },
            Card(s_two) with { Multifields = [new(21, "PHONE", "MOBILE", "89990001122"), new(22, "EMAIL", "WORK", "A@example.com")] });

        Assert.Equal(2, plan.Multifields.Count);
        var phone = plan.Multifields.Single(entry => entry.TypeId == "PHONE");
        Assert.Equal(["contact:1#11", "contact:2#21"], phone.Keys);
        Assert.Equal((true, false), (phone.Kept, phone.IsNewOnSurvivor));
        var loss = Assert.Single(plan.Losses);
        Assert.Equal(("89990001122", LossReason.OtherSpelling), (loss.Value, loss.Reason));
    }

    [Fact]
    public void Plan_UntickedEntry_IsRemovedBeforeTheMerge()
    {
        var plan = Plan(MergeMode.SameType, s_one,
            [Card(s_one) with { Multifields = [new(11, "PHONE", "WORK", "+79990001122")] }, Card(s_two) with { Multifields = [new(21, "PHONE", "WORK", "+79990003344")] }],
            ("PHONE", new FieldChoice.Union(["contact:1#11"])));

        var update = plan.Steps.OfType<MergeStep.UpdateRecord>().Single();
        Assert.Equal((s_two, 21L), (update.Record, Assert.Single(update.Removed).Id));
        Assert.Equal(("+79990003344", LossReason.Unticked), (plan.Losses[0].Value, plan.Losses[0].Reason));
    }

    [Fact]
    public void Plan_LeadIntoContact_DeletesNothingAndConvertsLast()
    {
        var lead = Card(s_lead, ("name", "tg_anna"), ("stageId", "NEW"), ("title", "tg_anna - Line")) with
        {
            Multifields = [new(31, "IM", "TELEGRAM", "imol|telegrambot|5|700|41"), new(32, "LINK", "USER", "17")],
            Activities = [new(20, "IMOPENLINES_SESSION", [s_lead]), new(21, "CRM_TODO", [s_one, s_lead])],
            Comments = [new(40, "comment", [s_lead])],
        };

        var plan = Plan(MergeMode.LeadIntoContact, s_one, Card(s_one, ("name", "Анна"), ("leadId", 0)), lead);

        Assert.Equal([nameof(MergeStep.UpdateRecord), nameof(MergeStep.Bind), nameof(MergeStep.Bind), nameof(MergeStep.AddNote), nameof(MergeStep.SetLinks), nameof(MergeStep.UpdateRecord)], plan.Steps.Select(step => step.Kind));
        var contact = (MergeStep.UpdateRecord)plan.Steps[0];
        Assert.Equal(("imol|telegrambot|5|700|41", 9L), (Assert.Single(contact.Added).Value, (long?)contact.Fields["leadId"]));
        // Activity 21 stands on the contact already.
        Assert.Equal([20L], ((MergeStep.Bind)plan.Steps[1]).Changes.Select(change => change.Id));
        Assert.Equal("CONVERTED", (string?)((MergeStep.UpdateRecord)plan.Steps[^1]).Fields["stageId"]);
        Assert.Empty(plan.Losers);
        Assert.Empty(plan.Losses);
        Assert.Equal(["imol|telegrambot|5|700|41"], plan.MessengerCodes);
        Assert.Equal([(MoveKind.Multifields, 1), (MoveKind.Activities, 1), (MoveKind.Comments, 1)], plan.Moves.Select(move => (move.Kind, move.Count)));
        Assert.DoesNotContain(plan.Reversals, item => item.Reason is ReversalReason.NewId);
    }

    [Fact]
    public void Plan_ManyActivities_GoInStepsOfTwentyFive()
    {
        // A batch holds 50 calls and a change may need two: 60 activities are 25 + 25 + 10.
        var lead = Card(s_lead, ("stageId", "CONVERTED")) with { Activities = [.. Enumerable.Range(1, 60).Select(id => new BoundEntry(id, "CRM_TODO", [s_lead]))] };

        var plan = Plan(MergeMode.LeadIntoContact, s_one, Card(s_one), lead);

        Assert.Equal([25, 25, 10], plan.Steps.OfType<MergeStep.Bind>().Select(step => step.Changes.Count));
    }

    [Fact]
    public void Plan_ContactFromLead_CreatesTheContactEqualToTheResult()
    {
        var plan = Plan(MergeMode.ContactFromLead, s_one,
            Card(s_one, ("name", "Анна"), ("typeId", "SUPPLIER"), ("assignedById", 6)),
            Card(s_lead, ("name", "tg_anna"), ("assignedById", 1), ("stageId", "NEW")) with { Multifields = [new(31, "IM", "TELEGRAM", "imol|telegrambot|5|700|41")] });

        var create = Assert.IsType<MergeStep.CreateRecord>(plan.Steps[0]);
        Assert.Equal(("Анна", "SUPPLIER", 6, 9L), ((string?)create.Fields["name"], (string?)create.Fields["typeId"], (int?)create.Fields["assignedById"], (long?)create.Fields["leadId"]));
        Assert.Equal("imol|telegrambot|5|700|41", Assert.Single(create.Added).Value);
        Assert.Equal([create.Slot], plan.Steps.OfType<MergeStep.MergeRecords>().Single().Losers);
        Assert.Equal([s_lead], plan.ConvertedLeads);
    }

    [Fact]
    public void Plan_SameRequest_SameHash_AnotherChoice_AnotherHash()
    {
        EntitySnapshot[] cards = [Card(s_one, ("name", "Анна")), Card(s_two, ("name", "anna"))];

        var hash = Plan(MergeMode.SameType, s_one, cards).Hash;

        Assert.Equal(hash, Plan(MergeMode.SameType, s_one, cards).Hash);
        Assert.NotEqual(hash, Plan(MergeMode.SameType, s_one, cards, ("name", new FieldChoice.FromRecord(s_two))).Hash);
        Assert.NotEqual(hash, Plan(MergeMode.SameType, s_two, cards).Hash);
        Assert.Equal(64, hash.Length);
    }

    [Fact]
    public void Plan_RecordTwice_Throws()
    {
        Assert.Throws<ArgumentException>(() => Plan(MergeMode.SameType, s_one, Card(s_one), Card(s_one)));
        Assert.Throws<ArgumentException>(() => Plan(MergeMode.SameType, s_one, Card(s_one), Card(s_lead)));
        Assert.Throws<ArgumentException>(() => Plan(MergeMode.LeadIntoContact, s_lead, Card(s_one), Card(s_lead)));
        Assert.Throws<ArgumentException>(() => Plan(MergeMode.SameType, s_one, [Card(s_one), Card(s_two)], ("name", new FieldChoice.FromRecord(s_lead))));
    }

    [Fact]
    public void Snapshot_Text_ComesBackWithTheSameHash()
    {
        var card = Card(s_one, ("name", "Ёлка \"<b>\""), ("assignedById", 6)) with
        {
            Multifields = [new(11, "PHONE", "WORK", "+7 999")], Links = [new(new(EntityType.Company, 12), 10, 0, IsPrimary: true)],
            Children = [new(new(EntityType.Deal, 77), "Order", null, 5, [new(s_one, 10, 0, IsPrimary: true)])], Activities = [new(20, "X", [s_one])],
        };

        var again = EntitySnapshot.FromText(card.ToText());

        Assert.Equal((card.ToText(), card.ContentHash()), (again.ToText(), again.ContentHash()));
    }

    private static string? Result(MergePlan plan, string field) => (string?)plan.Fields.Single(outcome => outcome.Field == field).Result;

    private static EntitySnapshot Card(EntityRef record, params (string Field, JsonNode? Value)[] fields)
    {
        var item = new JsonObject { ["id"] = record.Id };
        foreach (var (field, value) in fields) item[field] = value;
        return new EntitySnapshot { Ref = record, Item = item };
    }

    private static MergePlan Plan(MergeMode mode, EntityRef priority, params EntitySnapshot[] snapshots) => Plan(mode, priority, snapshots, []);

    private static MergePlan Plan(MergeMode mode, EntityRef priority, EntitySnapshot[] snapshots, params (string Field, FieldChoice Choice)[] choices)
    {
        FieldSpec[] shared =
        [
            Field("name", "string"), Field("lastName", "string"), Field("post", "string"), Field("comments", "string"), Field("assignedById", "user"), Field("sourceId", "crm_status"),
            Field("observers", "user") with { IsMultiple = true },
        ];
        var catalogs = new Dictionary<EntityType, FieldCatalog>
        {
            [EntityType.Contact] = new(EntityType.Contact, [.. shared, Field("typeId", "crm_status"), Field("leadId", "crm_lead")]),
            [EntityType.Lead] = new(EntityType.Lead, [.. shared, Field("title", "string"), Field("stageId", "crm_status")]),
        };
        return MergePlanner.Plan(new PlanRequest(mode, snapshots, priority, choices.ToDictionary(pair => pair.Field, pair => pair.Choice), catalogs));
    }

    private static FieldSpec Field(string name, string type) => new(name, name, type, IsReadOnly: false, IsMultiple: false, IsCustom: false);
}
