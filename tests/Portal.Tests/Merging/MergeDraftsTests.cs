using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>The wizard's state on the server.</summary>
public sealed class MergeDraftsTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_lead = new(EntityType.Lead, 50);
    private static readonly EntityRef s_boris = new(EntityType.Lead, 51);

    [Fact]
    public async Task Draft_LoadedById_ResumesExactly()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var choices = new Dictionary<string, FieldChoice> { ["name"] = new FieldChoice.FromRecord(s_telegram), ["post"] = new FieldChoice.Custom("Chief"), ["PHONE"] = new FieldChoice.Union(["contact:131#910"]) };

        var shown = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna], choices);
        var loaded = (await bench.Agency.WithAsync<MergeQueries, DraftView?>(queries => queries.DraftAsync(shown.Id, CancellationToken.None)))!;

        Assert.Equal((DraftStep.Final, MergeMode.SameType, s_anna, shown.PlanHash), (loaded.Step, loaded.Mode!.Value, loaded.Priority!.Value, loaded.PlanHash));
        Assert.Equal(loaded.PlanHash, loaded.Plan!.Hash);
        var name = loaded.Rows.Single(row => row.Field == "name");
        Assert.Equal(("tg_anna", true, choices["name"]), (name.Result, name.Differs, name.Choice));
        Assert.Equal(["tg_anna"], name.Cells.Where(cell => cell.IsTaken).Select(cell => cell.Text));
        Assert.True(loaded.Rows.TakeWhile(row => row.Differs).Count() == loaded.Rows.Count(row => row.Differs), "Differences come first.");
        Assert.Equal(s_anna, loaded.Columns[0].Ref);
        Assert.Equal("Ann Lee", loaded.Rows.Single(row => row.Field == "assignedById").Cells.Single(cell => cell.Record == s_telegram).Text);
        Assert.Equal("Telegram - Старая линия", loaded.Columns[1].Source);
    }

    [Fact]
    public async Task OldVersion_IsRefused()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        var late = await bench.Agency.WithAsync<MergeDrafts, Result<int>>(drafts => drafts.ChooseFieldAsync(draft.Id, draft.Version - 1, "name", new FieldChoice.Cleared(), CancellationToken.None));
        var approved = await bench.Agency.WithAsync<MergeApproval, Result<MergeId>>(
            approval => approval.ApproveAsync(draft.Id, draft.Version, new string('0', 64), "key", null, CancellationToken.None));

        Assert.Equal(draft.Version, Assert.IsType<DraftChanged>(late.Failure).Version);
        Assert.IsType<DraftChanged>(approved.Failure);
    }

    [Fact]
    public async Task Auditor_MayNotMerge()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);

        var started = await bench.Agency.WithAsync<MergeDrafts, Result<MergeDraftId>>(drafts => drafts.StartAsync(bench.Portal, null, [s_telegram, s_anna], CancellationToken.None), MemberRole.Auditor);
        var approved = await bench.ApproveAsync(draft, role: MemberRole.Auditor);

        Assert.Equal((Permission.Work, Permission.Work), (Assert.IsType<NotAllowed>(started.Failure).Needed, Assert.IsType<NotAllowed>(approved.Failure).Needed));
    }

    [Fact]
    public async Task OtherAgency_SeesNothing()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var merge = await bench.MergeAsync(MergeMode.LeadIntoContact, s_anna, [s_lead, s_anna]);
        var stranger = await bench.Product.RegisterAsync("Stranger");

        Assert.Null(await stranger.WithAsync<MergeQueries, DraftView?>(queries => queries.DraftAsync(draft.Id, CancellationToken.None)));
        Assert.Null(await stranger.WithAsync<MergeQueries, MergeDetails?>(queries => queries.FindAsync(merge.Merge.Id, CancellationToken.None)));
        Assert.Equal(0, (await stranger.WithAsync<MergeQueries, MergePage>(queries => queries.PageAsync(new MergeFilter(), 0, 10, CancellationToken.None))).Total);
        Assert.IsType<NotThere>((await stranger.WithAsync<MergeUndo, Result<UndoPlan>>(undo => undo.PreviewAsync(merge.Merge.Id, new HashSet<string>(), CancellationToken.None))).Failure);
    }

    [Fact]
    public async Task Modes_SayWhatStandsAgainstThem()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.View.ResultAsync("crm.lead.contact.items.set", new { id = 50, items = new[] { new { CONTACT_ID = 144 } } });
        await bench.View.UpdateAsync(s_lead, new { stageId = "CONVERTED" });

        Assert.Equal(["DifferentTypes", "", "", "DifferentTypes"], await ModesAsync(bench, s_boris, s_anna));
        Assert.Equal(["DifferentTypes", "SeveralContacts", "", "DifferentTypes"], await ModesAsync(bench, s_boris, s_anna, s_telegram));
        Assert.Equal(["DifferentTypes", "", "SeveralLeads", "DifferentTypes"], await ModesAsync(bench, s_boris, s_lead, s_anna));
        Assert.Equal(["", "WrongTypesForMode", "WrongTypesForMode", ""], await ModesAsync(bench, s_telegram, s_anna));
        Assert.Equal(["DifferentPipelines", "WrongTypesForMode", "WrongTypesForMode", ""], await ModesAsync(bench, new(EntityType.Deal, 78), new(EntityType.Deal, 79)));
        var converted = await bench.DraftAsync(MergeMode.SameType, s_lead, [s_lead, s_boris]);
        var wrong = await bench.Agency.WithAsync<MergeDrafts, Result<int>>(drafts => drafts.ChoosePriorityAsync(converted.Id, converted.Version, s_boris, CancellationToken.None));
        Assert.Equal("lead:50", Assert.IsType<ConvertedLeadMustStay>(wrong.Failure).Record);
    }

    [Fact]
    public async Task SelectionThatMakesNoSense_IsRefused()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);

        var twice = await bench.Agency.WithAsync<MergeDrafts, Result<MergeDraftId>>(drafts => drafts.StartAsync(bench.Portal, null, [s_anna, s_anna], CancellationToken.None));
        var one = (await bench.Agency.WithAsync<MergeDrafts, Result<MergeDraftId>>(drafts => drafts.StartAsync(bench.Portal, null, [s_anna], CancellationToken.None))).Value;
        var gone = await bench.Agency.WithAsync<MergeDrafts, Result<int>>(drafts => drafts.SelectAsync(one, 1, [new(EntityType.Contact, 999_998), s_anna, new(EntityType.Contact, 999_999)], CancellationToken.None));

        Assert.Equal("contact:131", Assert.IsType<SelfMerge>(twice.Failure).Record);
        Assert.Equal("contact:999998, contact:999999", Assert.IsType<RecordGone>(gone.Failure).Record);
    }

    [Fact]
    public async Task ChoiceThatDoesNotFit_IsRefused()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var draft = await bench.DraftAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        Task<Result<int>> Choose(string field, FieldChoice choice) =>
            bench.Agency.WithAsync<MergeDrafts, Result<int>>(drafts => drafts.ChooseFieldAsync(draft.Id, draft.Version, field, choice, CancellationToken.None));

        foreach (var (field, choice) in new (string, FieldChoice)[]
        {
            ("assignedById", new FieldChoice.Cleared()), ("id", new FieldChoice.Custom(1)), ("createdTime", new FieldChoice.Cleared()), ("nosuch", new FieldChoice.Cleared()),
            ("name", new FieldChoice.FromRecord(s_lead)), ("name", new FieldChoice.Union(["x"])), ("PHONE", new FieldChoice.Cleared()), ("sourceId", new FieldChoice.Custom("NO_SUCH_SOURCE")),
        })
            Assert.Equal(field, Assert.IsType<ChoiceInvalid>((await Choose(field, choice)).Failure).Field);
    }

    private static async Task<List<string>> ModesAsync(MergeBench bench, params EntityRef[] records)
    {
        await using var services = bench.Agency.As();
        var id = (await services.ServiceProvider.GetRequiredService<MergeDrafts>().StartAsync(bench.Portal, null, records, CancellationToken.None)).Value;
        var view = (await services.ServiceProvider.GetRequiredService<MergeQueries>().DraftAsync(id, CancellationToken.None))!;
        return [.. view.Modes.Select(mode => string.Join(", ", mode.Obstacles.Select(obstacle => obstacle.Code)))];
    }
}
