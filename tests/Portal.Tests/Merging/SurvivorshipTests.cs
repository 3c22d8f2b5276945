using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The rules propose, a person decides: each rule on its own, and the policy from its table to the survivor's card.</summary>
public sealed class SurvivorshipTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_first = new(EntityType.Contact, 1);
    private static readonly EntityRef s_second = new(EntityType.Contact, 2);
    private static readonly EntityRef s_third = new(EntityType.Contact, 3);
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);

    private static readonly FieldCatalog s_catalog = new(EntityType.Contact,
    [
        new("name", "Name", "string", false, false, false), new("post", "Position", "string", false, false, false), new("comments", "Comment", "string", false, false, false),
        new("sourceId", "Source", "crm_status", false, false, false) { Options = [new("CALL", "Call"), new("WEB", "Site"), new("OTHER", "Other")] },
        new("UF_CRM_CITIES", "Cities", "string", false, true, true), new("updatedTime", "Modified", "datetime", true, false, false), new("createdTime", "Created", "datetime", true, false, false),
    ]);

    public static TheoryData<SurvivorshipRule, string?> Rules => new()
    {
        // Columns in order: 1 (priority, no post), 2 "Boss" (oldest, most filled, WEB), 3 "Chief of all" (changed last, CALL).
        { new SurvivorshipRule.FromPriority(), "Boss" },
        { new SurvivorshipRule.MostRecent(), "Chief of all" },
        { new SurvivorshipRule.Oldest(), "Boss" },
        { new SurvivorshipRule.MostFilled(), "Boss" },
        { new SurvivorshipRule.Longest(), "Chief of all" },
        { new SurvivorshipRule.BySource(["CALL", "WEB"]), "Chief of all" },
        { new SurvivorshipRule.BySource(["WEB", "CALL"]), "Boss" },
        { new SurvivorshipRule.BySource(["TRADE_SHOW"]), "Boss" },
        { new SurvivorshipRule.Union(), "Boss" },
        { new SurvivorshipRule.Concatenate(), "Boss, Chief of all" },
        { new SurvivorshipRule.Constant("Client"), "Client" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_DecidesWhatNobodyChose(SurvivorshipRule rule, string? expected)
    {
        var plan = Plan(new MergePolicy { Fields = new Dictionary<string, SurvivorshipRule> { ["post"] = rule } });

        Assert.Equal(expected, (string?)plan.Fields.Single(field => field.Field == "post").Result);
    }

    /// <summary>The page that writes rules: fields by the portal's names, and the rules tried on two cards before anything is saved.</summary>
    [Fact]
    public async Task Example_ShowsWhatAnEditedPolicyWouldDo()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var fields = await bench.Agency.WithAsync<PolicyExamples, Result<IReadOnlyList<RuleField>>>(examples => examples.FieldsAsync(bench.Portal, CancellationToken.None));
        var example = await bench.Agency.WithAsync<PolicyExamples, Result<PolicyExample>>(examples => examples.ReadAsync(bench.Portal, [s_telegram, s_anna], CancellationToken.None));

        var proposed = example.Value.Of(MergePolicy.Default);
        var edited = example.Value.Of(new MergePolicy
        {
            Priority = [PriorityRule.HasMessenger], Fields = new Dictionary<string, SurvivorshipRule> { ["lastName"] = new SurvivorshipRule.Constant(JsonValue.Create("Li")) },
        });

        Assert.Equal((s_anna, s_telegram), (proposed.Columns[0].Ref, edited.Columns[0].Ref));
        var row = edited.Rows.Single(row => row.Field == "lastName");
        Assert.Equal(("Li", nameof(SurvivorshipRule.Constant)), (row.Result, row.By?.Kind));
        Assert.DoesNotContain(proposed.Rows, row => row.By is not null);
        var source = fields.Value.Single(field => field.Name == "sourceId");
        Assert.Contains(source.Options, option => option.Id == "CALL" && option.Name.Length > 0);
        Assert.Contains(EntityType.Lead, source.Types);
        Assert.Contains(fields.Value, field => field is { Name: "UF_CRM_1720000012", IsSeveral: true });
        Assert.Empty(await bench.View.WritesAsync());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_NeverOverwritesAChoiceMadeByHand(SurvivorshipRule rule, string? expected)
    {
        foreach (var (choice, chosen) in new (FieldChoice, string?)[] { (new FieldChoice.Custom("Mine"), "Mine"), (new FieldChoice.Cleared(), null), (new FieldChoice.FromRecord(s_first), null) })
        {
            var plan = Plan(new MergePolicy { Otherwise = rule }, new Dictionary<string, FieldChoice> { ["post"] = choice });

            var outcome = plan.Fields.Single(field => field.Field == "post");
            Assert.NotEqual(expected, chosen);
            Assert.Equal((chosen, true, null), ((string?)outcome.Result, outcome.IsChosenByHand, outcome.By));
        }
    }

    [Fact]
    public void Union_OfASet_TakesAll_AndMostRecentTakesThatRecordsSet()
    {
        var united = Plan(new MergePolicy { Fields = new Dictionary<string, SurvivorshipRule> { ["UF_CRM_CITIES"] = new SurvivorshipRule.Union() } });
        var recent = Plan(new MergePolicy { Fields = new Dictionary<string, SurvivorshipRule> { ["UF_CRM_CITIES"] = new SurvivorshipRule.MostRecent() } });

        Assert.Equal(["Tver", "Omsk", "Ufa"], Cities(united));
        Assert.Equal(["Ufa"], Cities(recent));
        Assert.Equal(["Tver", "Omsk"], recent.Losses.Where(lost => lost.Field == "UF_CRM_CITIES").Select(lost => lost.Value));
    }

    [Fact]
    public void Constant_ThatTheFieldCannotHold_IsLeftOutAndSaid()
    {
        var policy = new MergePolicy { Fields = new Dictionary<string, SurvivorshipRule> { ["sourceId"] = new SurvivorshipRule.Constant("NO_SUCH") } };
        var reading = Reading(policy);

        var plan = MergePlanner.Plan(reading.Request(MergeMode.SameType, s_first, new Dictionary<string, FieldChoice>()));

        Assert.NotEqual("NO_SUCH", (string?)plan.Fields.Single(field => field.Field == "sourceId").Result);
        Assert.Contains(new Caution(PreflightWarning.RuleNotApplied, null), MergeAdmission.Cautions(MergeMode.SameType, reading));
        Assert.DoesNotContain(new Caution(PreflightWarning.RuleNotApplied, null), MergeAdmission.Cautions(MergeMode.SameType, Reading(MergePolicy.Default)));
    }

    [Theory]
    [InlineData(2, PriorityRule.Oldest)]
    [InlineData(3, PriorityRule.Newest)]
    [InlineData(3, PriorityRule.ChangedLast)]
    [InlineData(2, PriorityRule.MostFilled)]
    [InlineData(1, PriorityRule.HasPhone)]
    [InlineData(3, PriorityRule.HasEmail)]
    [InlineData(2, PriorityRule.HasMessenger, PriorityRule.HasPhone)]
    [InlineData(1, PriorityRule.MostActive)]
    public void PriorityRules_ProposeTheRecordThatStays(long expected, params PriorityRule[] rules) =>
        Assert.Equal(expected, MergeAdmission.ProposePriority(MergeMode.SameType, Reading(new MergePolicy { Priority = rules })).Id);

    [Fact]
    public async Task Policy_OfThePortal_ReachesTheCard_AndTheAgencysHoldsElsewhere()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { post = "A much longer position" });
        await bench.View.UpdateAsync(s_anna, new { post = "Chief" });
        var agencys = await SaveAsync(bench, null, new MergePolicy { WritesNote = false });
        var own = new MergePolicy { Otherwise = new SurvivorshipRule.Longest(), NoteLanguage = NoteLanguage.English };
        var saved = await SaveAsync(bench, bench.Portal, own);
        var late = await SaveAsync(bench, bench.Portal, MergePolicy.Default);
        var refused = await SaveAsync(bench, bench.Portal, own, role: MemberRole.Operator);
        var invalid = await SaveAsync(bench, null, new MergePolicy { Otherwise = new SurvivorshipRule.BySource([]) }, version: 1);

        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        Assert.Equal((1, 1), (agencys.Value, saved.Value));
        Assert.IsType<ChangedMeanwhile>(late.Failure);
        Assert.IsType<NotAllowed>(refused.Failure);
        Assert.Equal("*", Assert.IsType<PolicyInvalid>(invalid.Failure).Field);
        Assert.Equal("A much longer position", (string?)(await bench.View.ItemAsync(s_anna))!["post"]);
        Assert.Contains("merged into this record: contact 120", merge.Steps.Select(step => step.Step).OfType<MergeStep.AddNote>().Single().Text, StringComparison.Ordinal);
        var removed = await bench.Agency.WithAsync<MergePolicies, Result<Done>>(policies => policies.RemoveAsync(bench.Portal, 1, CancellationToken.None));
        var effective = await bench.Agency.WithAsync<MergePolicies, PolicyView>(policies => policies.FindAsync(bench.Portal, CancellationToken.None));
        Assert.True(removed.Succeeded);
        Assert.Equal((false, 0), (effective.Policy.WritesNote, effective.Version));
    }

    /// <summary>What the person saw is what is done, even when somebody changes the rules between preview and execution.</summary>
    [Fact]
    public async Task Policy_ChangedAfterThePreview_DoesNotChangeTheMerge()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.UpdateAsync(s_telegram, new { post = "A much longer position" });
        await bench.View.UpdateAsync(s_anna, new { post = "Chief" });
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var approved = await bench.ApproveAsync(draft);
        await SaveAsync(bench, bench.Portal, new MergePolicy { Otherwise = new SurvivorshipRule.Longest(), WritesNote = false });

        var merge = await bench.ExecuteAsync(approved.Value);

        Assert.Equal((MergeState.Completed, null), (merge.Merge.State, merge.Merge.FailureCode));
        Assert.Equal("Chief", (string?)(await bench.View.ItemAsync(s_anna))!["post"]);
    }

    private static Task<Result<int>> SaveAsync(MergeBench bench, PortalId? portal, MergePolicy policy, int version = 0, MemberRole role = MemberRole.Admin) =>
        bench.Agency.WithAsync<MergePolicies, Result<int>>(policies => policies.SaveAsync(portal, policy, version, CancellationToken.None), role);

    private static IEnumerable<string?> Cities(MergePlan plan) => plan.Fields.Single(field => field.Field == "UF_CRM_CITIES").Result!.AsArray().Select(city => (string?)city);

    private static MergePlan Plan(MergePolicy policy, Dictionary<string, FieldChoice>? choices = null) =>
        MergePlanner.Plan(Reading(policy).Request(MergeMode.SameType, s_first, choices ?? []));

    private static PortalReading Reading(MergePolicy policy) => new(
        [
            Card(s_first, "2026-03-01", "2026-05-01", new JsonObject { ["name"] = "Anna", ["sourceId"] = "OTHER", ["UF_CRM_CITIES"] = new JsonArray("Tver") }, new MultifieldEntry(1, "PHONE", "WORK", "+79990000001")) with
            {
                Activities = [new BoundEntry(1, "call", [s_first])],
            },
            Card(s_second, "2026-01-01", "2026-04-01", new JsonObject { ["name"] = "Anna", ["post"] = "Boss", ["comments"] = "x", ["sourceId"] = "WEB", ["UF_CRM_CITIES"] = new JsonArray("Omsk") }, new MultifieldEntry(2, "IM", "TELEGRAM", "imol|telegrambot|5|1|2")),
            Card(s_third, "2026-04-01", "2026-06-01", new JsonObject { ["post"] = "Chief of all", ["sourceId"] = "CALL", ["UF_CRM_CITIES"] = new JsonArray("Ufa") }, new MultifieldEntry(3, "EMAIL", "WORK", "a@example.com")),
        ],
        new Dictionary<EntityType, FieldCatalog> { [EntityType.Contact] = s_catalog }, new Dictionary<string, string>(), ActsAsAdministrator: true) { Policy = policy };

    private static EntitySnapshot Card(EntityRef record, string created, string updated, JsonObject item, MultifieldEntry entry)
    {
        (item["createdTime"], item["updatedTime"]) = (created + "T10:00:00+03:00", updated + "T10:00:00+03:00");
        return new EntitySnapshot { Ref = record, Item = item, Multifields = [entry] };
    }
}
