using DedupPortal.Audit;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>What people decide teaches the portal's model, and taking it back unteaches it.</summary>
public sealed class LearningTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Decisions_AboutOnePattern_LowerTheOthersLikeItAtTheNextScan_AndRetractedBringThemBack()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var before = await PairsAsync(node);
        var shipped = await ModelAsync(node);
        var single = before.Values.GroupBy(pair => pair.Group).Where(pairs => pairs.Count() == 1).SelectMany(pairs => pairs);
        var alike = single.GroupBy(pair => pair.Pattern).Where(pairs => pairs.First().Relation is PairRelation.TelegramToPhone or PairRelation.SameKind).MaxBy(pairs => pairs.Count())!.ToList();
        var (decided, others) = (alike.Take(alike.Count / 2).ToList(), alike.Skip(alike.Count / 2).ToList());

        foreach (var pair in decided) Assert.True((await DecideAsync(node, review => review.MarkNotDuplicateAsync(pair.Group, "Namesakes", CancellationToken.None))).Succeeded);
        await node.ScanToEndAsync();
        var taught = await ModelAsync(node);
        var lowered = await PairsAsync(node);
        foreach (var pair in decided) Assert.True((await DecideAsync(node, review => review.ReopenAsync(pair.Group, CancellationToken.None))).Succeeded);
        await node.ScanToEndAsync();
        var untaught = await ModelAsync(node);
        var back = await PairsAsync(node);

        Assert.True(decided.Count >= 3, $"Only {alike.Count} pairs share a pattern.");
        Assert.Null(shipped);
        Assert.Equal((1, decided.Count, "prior-1"), (taught!.Number, taught.Decisions, taught.Shipped));
        Assert.All(others, pair => Assert.True(!lowered.TryGetValue(pair.Key, out var now) || now.LogOdds < pair.LogOdds - 0.05));
        Assert.All(lowered.Values, pair => Assert.Equal(taught.Version, pair.ModelVersion));
        Assert.Equal((2, 0), (untaught!.Number, untaught.Decisions));
        Assert.All(others, pair => Assert.Equal(pair.LogOdds, back[pair.Key].LogOdds, 1e-3));
        Assert.Equal(2, (await HistoryAsync(node)).Count(entry => entry.Action is AuditAction.MatchModelChanged));
        Assert.Equal(1, await node.Agency.WithAsync<PortalModels, int>(async models => (await models.FindAsync(node.Portal, taught.Version, CancellationToken.None))!.Number));
    }

    [Fact]
    public async Task Scan_NothingDecidedSince_KeepsTheVersion()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var group = (await PairsAsync(node)).Values.First(pair => pair.Relation is PairRelation.TelegramToPhone).Group;
        await DecideAsync(node, review => review.MarkNotDuplicateAsync(group, "Namesakes", CancellationToken.None));
        await node.ScanToEndAsync();
        var first = await ModelAsync(node);

        await node.ScanToEndAsync();

        var second = await ModelAsync(node);
        Assert.Equal((1, first!.Version, first.CreatedAt), (second!.Number, second.Version, second.CreatedAt));
        Assert.Single(await HistoryAsync(node), entry => entry.Action is AuditAction.MatchModelChanged);
    }

    [Fact]
    public async Task Model_Stored_IsTheOneThatWasLearnt()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        foreach (var pair in (await PairsAsync(node)).Values.Where(pair => pair.Relation is PairRelation.TelegramToPhone).Take(3))
            await DecideAsync(node, review => review.MarkNotDuplicateAsync(pair.Group, "Namesakes", CancellationToken.None));
        await node.ScanToEndAsync();

        var stored = (await ModelAsync(node))!;
        var again = MatchModel.Default.With(stored.Reviewed);

        Assert.Equal(again.FirstName, stored.Model.FirstName);
        Assert.Equal(again.Time.AfterMessage, stored.Model.Time.AfterMessage);
        Assert.Equal(3, stored.Reviewed.Count);
        Assert.Equal($"{again.Version}#1", stored.Version);
    }

    [Fact]
    public async Task MarkMerged_AGroup_TeachesThatItsCardsAreOne_UntilItIsReopened()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var pair = (await PairsAsync(node)).Values.First(pair => pair.Relation is PairRelation.TelegramToPhone);
        var group = (await node.Agency.WithAsync<DuplicateQueries, Result<GroupDetail>>(queries => queries.FindAsync(pair.Group, new DuplicateFilter(), DuplicateSort.MostCertain, CancellationToken.None))).Value.Group;
        var merge = new GroupMerge(Guid.NewGuid(), [.. group.Members.Select(member => member.Ref)], new Actor(null, "Olga", null));

        await TransactAsync(node, db => GroupTransitions.MarkMergedAsync(db, pair.Group, merge, DateTimeOffset.UtcNow, CancellationToken.None));
        var held = await DecisionsAsync(node);
        await TransactAsync(node, db => GroupTransitions.ReopenAsync(db, pair.Group, DateTimeOffset.UtcNow, CancellationToken.None));
        var after = await DecisionsAsync(node);

        var cards = group.Members.Count;
        Assert.Equal(cards * (cards - 1) / 2, held.Count);
        Assert.All(held, decision => Assert.Equal((ReviewVerdict.AssertedSame, (Guid?)merge.Id, "Olga"), (decision.Verdict, decision.MergeId, decision.AuthorName)));
        Assert.Single(held, decision => decision is { Pattern: not null, Inferred: false });
        Assert.All(after, decision => Assert.NotNull(decision.RetractedAt));
    }

    [Fact]
    public async Task Question_AfterAScan_NamesAnOpenGroupAndLeavesWithIt()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();

        var first = await QuestionAsync(node);
        await DecideAsync(node, review => review.MarkNotDuplicateAsync(first!.Group.Id, "Namesakes", CancellationToken.None));
        var second = await QuestionAsync(node);
        var open = (await PairsAsync(node, GroupState.Open)).Values.ToList();
        foreach (var group in open.Select(pair => pair.Group).Distinct()) await DecideAsync(node, review => review.PostponeAsync(group, DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None));
        var none = await QuestionAsync(node);

        Assert.True(first!.Settles > 0);
        Assert.Equal(GroupState.Open, first.Group.State);
        Assert.NotEqual(first.Group.Id, second!.Group.Id);
        Assert.Null(none);
    }

    private sealed record Pair(string Key, GroupId Group, PairRelation Relation, long Pattern, double LogOdds, string ModelVersion);

    private static Task<Dictionary<string, Pair>> PairsAsync(ScanNode node, GroupState? state = null) => node.Agency.DatabaseAsync(async db =>
        (await (from link in db.Set<GroupLink>().AsNoTracking()
                join duplicates in db.Set<DuplicateGroup>() on link.GroupId equals duplicates.Id
                where duplicates.State == (state ?? GroupState.Open)
                select new { Link = link, duplicates.ModelVersion }).ToListAsync())
        .Select(row => new Pair(
            $"{row.Link.First} {row.Link.Second}", row.Link.GroupId, row.Link.Relation, DedupPortal.Duplicates.PairExplanation.Reviewed(row.Link, true, false).Pattern.Value,
            Math.Log2(row.Link.Probability / (1 - row.Link.Probability)), row.ModelVersion))
        .ToDictionary(pair => pair.Key));

    private static Task<PortalModel?> ModelAsync(ScanNode node) => node.Agency.WithAsync<PortalModels, PortalModel?>(models => models.InUseAsync(node.Portal, CancellationToken.None));

    private static Task<QuestionView?> QuestionAsync(ScanNode node) => node.Agency.WithAsync<DuplicateQueries, QuestionView?>(queries => queries.QuestionAsync(node.Portal, CancellationToken.None));

    private static Task<Result<Done>> DecideAsync(ScanNode node, Func<GroupReview, Task<Result<Done>>> decide) => node.Agency.WithAsync(decide);

    private static Task<List<ReviewDecision>> DecisionsAsync(ScanNode node) => node.Agency.DatabaseAsync(db => db.Set<ReviewDecision>().AsNoTracking().ToListAsync());

    private static async Task<IReadOnlyList<AuditEntry>> HistoryAsync(ScanNode node) =>
        (await node.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(), 0, 1000, CancellationToken.None))).Entries;

    private static Task<Result<Done>> TransactAsync(ScanNode node, Func<PortalDbContext, Task<Result<Done>>> act) => node.Agency.DatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var outcome = await act(db);
        await transaction.CommitAsync();
        return outcome;
    });
}
