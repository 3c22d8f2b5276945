using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Duplicates;

public sealed class ReviewTests(DemoPortalFixture demo) : IClassFixture<DemoPortalFixture>
{
    [Fact]
    public async Task Rescan_NothingChanged_KeepsIdsAndMembers()
    {
        var before = await demo.QueueAsync(new DuplicateFilter());

        var scan = await demo.Node.ScanToEndAsync();
        var after = await demo.QueueAsync(new DuplicateFilter());

        Assert.Equal(0, scan.GroupsNew);
        Assert.Equal(Shape(before), Shape(after));
    }

    [Fact]
    public async Task MarkNotDuplicate_LaterScans_ObeyItUntilItIsRetracted()
    {
        var group = (await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open, Kind = GroupKind.SameType, Type = EntityType.Lead })).Groups[0];
        var cards = group.Members.Select(member => member.Ref).Order().ToList();

        Assert.True((await DecideAsync(review => review.MarkNotDuplicateAsync(group.Id, "Brothers, two phones", CancellationToken.None))).Succeeded);
        await demo.Node.ScanToEndAsync();
        var rejected = await FindAsync(group.Id);
        var together = (await demo.QueueAsync()).Groups.Count(row => cards.All(card => row.Members.Any(member => member.Ref == card)));

        Assert.Equal(GroupState.NotDuplicate, rejected.Group.State);
        Assert.Equal(0, together);
        Assert.All(rejected.Decisions, decision => Assert.Equal(("Brothers, two phones", ReviewVerdict.AssertedDifferent), (decision.Reason, decision.Verdict)));

        Assert.True((await DecideAsync(review => review.RetractAsync(rejected.Decisions[0].Id, CancellationToken.None))).Succeeded);
        foreach (var decision in rejected.Decisions.Skip(1)) await DecideAsync(review => review.RetractAsync(decision.Id, CancellationToken.None));
        await demo.Node.ScanToEndAsync();
        var open = await FindAsync(group.Id);

        Assert.Equal(GroupState.Open, open.Group.State);
        Assert.Equal(cards, open.Group.Members.Select(member => member.Ref).Order());
        Assert.Superset(new HashSet<AuditAction> { AuditAction.MarkedNotDuplicate, AuditAction.DecisionRetracted }, await ActionsAsync());
    }

    [Fact]
    public async Task AssertedSame_LaterScans_KeepTheCardsTogether()
    {
        var grouped = (await demo.QueueAsync(new DuplicateFilter())).Groups.SelectMany(row => row.Members).Select(member => member.Ref).ToHashSet();
        var (one, other) = await demo.Agency.DatabaseAsync(async db =>
        {
            var free = (await db.Set<MirrorRecord>().AsNoTracking().Where(record => record.Type == EntityType.Contact).Select(record => record.EntityId).ToListAsync())
                .Select(id => new EntityRef(EntityType.Contact, id)).Where(card => !grouped.Contains(card)).Order().ToList();
            db.Add(new ReviewDecision(demo.Agency.Id, demo.Node.Portal, free[^1], free[0], ReviewVerdict.AssertedSame, "She said so", null, Actor.System, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
            return (free[0], free[^1]);
        });

        await demo.Node.ScanToEndAsync();
        var group = (await demo.QueueAsync()).Groups.Single(row => row.Members.Any(member => member.Ref == one));

        Assert.Contains(group.Members, member => member.Ref == other);
        var pair = (await FindAsync(group.Id)).Pairs.Single(pair => pair.First == one && pair.Second == other);
        Assert.Contains(pair.Bars, bar => bar.Code == Matching.ReasonCode.AssertedSame);
    }

    [Fact]
    public async Task Postpone_UntilAMomentThatComes_IsOpenAgain()
    {
        var group = (await demo.QueueAsync()).Groups[1];
        var until = DateTimeOffset.UtcNow.AddSeconds(2);

        Assert.True((await DecideAsync(review => review.PostponeAsync(group.Id, until, CancellationToken.None))).Succeeded);
        var later = await FindAsync(group.Id);
        var hidden = (await demo.QueueAsync()).Groups.Any(row => row.Id == group.Id);
        await Task.Delay(until - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(200));
        var shown = (await demo.QueueAsync()).Groups.Any(row => row.Id == group.Id);

        Assert.Equal(GroupState.Postponed, later.Group.State);
        Assert.False(hidden);
        Assert.True(shown);
        Assert.Contains(AuditAction.Postponed, await ActionsAsync());
    }

    [Fact]
    public async Task MarkNotDuplicate_WithoutAReason_IsRefused()
    {
        var group = (await demo.QueueAsync()).Groups[^1];

        var refused = await DecideAsync(review => review.MarkNotDuplicateAsync(group.Id, "  ", CancellationToken.None));

        Assert.Equal(new ReasonMissing(), refused.Failure);
    }

    [Fact]
    public async Task MarkMerged_ThenReopen_KeepsTheIdAndRefusesASecondMerge()
    {
        var group = (await demo.QueueAsync()).Groups[^2];
        var merge = Guid.NewGuid();

        var first = await TransactAsync(db => GroupTransitions.MarkMergedAsync(db, group.Id, Merge(group, merge), DateTimeOffset.UtcNow, CancellationToken.None));
        var merged = await FindAsync(group.Id);
        var second = await TransactAsync(db => GroupTransitions.MarkMergedAsync(db, group.Id, Merge(group, Guid.NewGuid()), DateTimeOffset.UtcNow, CancellationToken.None));
        var reopened = await TransactAsync(db => GroupTransitions.ReopenAsync(db, group.Id, DateTimeOffset.UtcNow, CancellationToken.None));

        Assert.True(first.Succeeded);
        Assert.Equal((GroupState.Merged, (Guid?)merge), (merged.Group.State, merged.Group.MergeId));
        Assert.Equal(new GroupNotOpen(GroupState.Merged), second.Failure);
        Assert.True(reopened.Succeeded);
        Assert.Equal(GroupState.Open, (await FindAsync(group.Id)).Group.State);
    }

    [Fact]
    public async Task Rescan_MergedPairWhoseCardsBothStand_IsNotListedAgainUntilItIsReopened()
    {
        var group = (await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open, Kind = GroupKind.SameType, Type = EntityType.Contact })).Groups.First(row => row.Members.Count == 2);
        var cards = group.Members.Select(member => member.Ref).ToList();

        await TransactAsync(db => GroupTransitions.MarkMergedAsync(db, group.Id, Merge(group, Guid.NewGuid()), DateTimeOffset.UtcNow, CancellationToken.None));
        await demo.Node.ScanToEndAsync();
        var listed = (await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open })).Groups.Count(row => cards.All(card => row.Members.Any(member => member.Ref == card)));
        var merged = await FindAsync(group.Id);
        await TransactAsync(db => GroupTransitions.ReopenAsync(db, group.Id, DateTimeOffset.UtcNow, CancellationToken.None));
        await demo.Node.ScanToEndAsync();

        Assert.Equal(0, listed);
        Assert.Equal(GroupState.Merged, merged.Group.State);
        Assert.Equal(GroupState.Open, (await FindAsync(group.Id)).Group.State);
    }

    /// <summary>Of three cards two were merged without deleting: later scans ask about the third alone, then about none.</summary>
    [Fact]
    public async Task Rescan_GroupOfThreeMergedInPart_AsksOnlyAboutWhatIsNew()
    {
        var grouped = (await demo.QueueAsync(new DuplicateFilter())).Groups.SelectMany(row => row.Members).Select(member => member.Ref).ToHashSet();
        // Cards of which nobody has said anything yet: the class shares its portal.
        var said = await demo.Agency.DatabaseAsync(db => db.Set<ReviewDecision>().AsNoTracking().Where(row => row.RetractedAt == null).ToListAsync());
        var pair = (await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open, Kind = GroupKind.SameType, Type = EntityType.Contact })).Groups
            .First(row => row.Members.Count == 2 && !said.Exists(word => row.Members.Any(member => member.Ref == word.First || member.Ref == word.Second)));
        var (one, other) = (pair.Members[0].Ref, pair.Members[1].Ref);
        var (third, word) = await demo.Agency.DatabaseAsync(async db =>
        {
            var free = (await db.Set<MirrorRecord>().AsNoTracking().Where(record => record.Type == EntityType.Contact).Select(record => record.EntityId).ToListAsync())
                .Select(id => new EntityRef(EntityType.Contact, id)).Where(card => !grouped.Contains(card)).Order().ElementAt(3);
            var assertion = new ReviewDecision(demo.Agency.Id, demo.Node.Portal, one, free, ReviewVerdict.AssertedSame, "He said so", null, Actor.System, DateTimeOffset.UtcNow);
            db.Add(assertion);
            await db.SaveChangesAsync();
            return (free, assertion.Id);
        });
        await demo.Node.ScanToEndAsync();
        var three = await OpenWithAsync(third);
        var merge = Guid.NewGuid();

        await TransactAsync(db => GroupTransitions.MarkMergedAsync(db, three.Id, new GroupMerge(merge, [one, other], Actor.System), DateTimeOffset.UtcNow, CancellationToken.None));
        await demo.Node.ScanToEndAsync();
        var left = await OpenWithAsync(third);

        Assert.Equal(new[] { one, other, third }.Order(), three.Members.Select(member => member.Ref).Order());
        Assert.NotEqual(three.Id, left.Id);
        Assert.Equal(2, left.Members.Count);
        Assert.Single(left.Members, member => member.Ref == one || member.Ref == other);

        var rest = left.Members.Select(member => member.Ref).ToList();
        await TransactAsync(db => GroupTransitions.MarkMergedAsync(db, left.Id, new GroupMerge(Guid.NewGuid(), rest, Actor.System), DateTimeOffset.UtcNow, CancellationToken.None));
        await demo.Node.ScanToEndAsync();

        var listed = (await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open })).Groups.SelectMany(row => row.Members).Select(member => member.Ref).ToHashSet();
        Assert.DoesNotContain(listed, card => card == one || card == other || card == third);

        await TransactAsync(db => GroupTransitions.ReopenAsync(db, left.Id, DateTimeOffset.UtcNow, CancellationToken.None));
        await TransactAsync(db => GroupTransitions.ReopenAsync(db, three.Id, DateTimeOffset.UtcNow, CancellationToken.None));
        await DecideAsync(review => review.RetractAsync(word, CancellationToken.None));
    }

    private async Task<GroupRow> OpenWithAsync(EntityRef card) =>
        Assert.Single((await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open })).Groups, row => row.Members.Any(member => member.Ref == card));

    [Fact]
    public async Task Rescan_CardDeletedInThePortal_GroupIsGoneAndTheCardLeavesTheMirror()
    {
        var group = (await demo.QueueAsync()).Groups.First(row => row.Members.Count == 2 && row.Kind == GroupKind.LeadAndContact);
        var lead = group.Members.Single(member => member.Ref.Type == EntityType.Lead).Ref;

        await demo.Emulator.CallAsync("crm.lead.delete", new { id = lead.Id });
        await demo.Node.ScanToEndAsync();
        var gone = await FindAsync(group.Id);

        Assert.Equal(GroupState.Gone, gone.Group.State);
        Assert.Null(gone.Group.Members.Single(member => member.Ref == lead).Card);
    }

    [Fact]
    public async Task FindAsync_InAFilter_KnowsItsNeighbours()
    {
        var filter = new DuplicateFilter { State = GroupState.Open, Kind = GroupKind.SameType };
        var queue = await demo.QueueAsync(filter, DuplicateSort.Oldest);

        var detail = await demo.Agency.WithAsync<DuplicateQueries, Result<GroupDetail>>(queries =>
            queries.FindAsync(queue.Groups[1].Id, filter, DuplicateSort.Oldest, CancellationToken.None));

        Assert.Equal((queue.Groups[0].Id, queue.Groups[2].Id), (detail.Value.Previous!.Value, detail.Value.Next!.Value));
        Assert.Equal((2, queue.Total), (detail.Value.Position, detail.Value.Total));
    }

    [Fact]
    public async Task FindAsync_PhoneAndTelegramCard_ShowsNamesForCodesAndTheReasons()
    {
        var group = (await demo.QueueAsync(new DuplicateFilter { State = GroupState.Open, Kind = GroupKind.LeadAndContact })).Groups[0];

        var detail = await FindAsync(group.Id);

        var source = detail.Fields.Single(field => field.Key == "sourceId");
        Assert.Contains(source.Values.SelectMany(texts => texts), text => text.Contains("Telegram", StringComparison.Ordinal) && !text.Contains('|'));
        Assert.True(detail.Fields.TakeWhile(field => field.Differs).Count() == detail.Fields.Count(field => field.Differs));
        Assert.All(detail.Pairs, pair => Assert.Equal(Matching.ReasonCode.Prior, pair.Bars[0].Code));
        Assert.All(detail.Fields.Single(field => field.Key == "assignedById").Values.SelectMany(texts => texts), text => Assert.DoesNotMatch("^[0-9]+$", text));
    }

    [Fact]
    public async Task CountsAsync_AgreesWithThePages()
    {
        var counts = await demo.Agency.WithAsync<DuplicateQueries, IReadOnlyDictionary<GroupState, int>>(queries => queries.CountsAsync(new DuplicateFilter(), CancellationToken.None));

        foreach (var state in Enum.GetValues<GroupState>())
            Assert.Equal((await demo.QueueAsync(new DuplicateFilter { State = state })).Total, counts[state]);
    }

    [Fact]
    public async Task PageAsync_ByTextOfACard_FindsItsGroup()
    {
        var group = (await demo.QueueAsync()).Groups.First(row => row.Members.Any(member => member.Card is { Phones.Count: > 0 }));
        var phone = group.Members.First(member => member.Card is { Phones.Count: > 0 }).Card!.Phones[0];

        var found = await demo.QueueAsync(new DuplicateFilter { Text = phone });

        Assert.Contains(found.Groups, row => row.Id == group.Id);
        Assert.True(found.Total < 10);
    }

    private static GroupMerge Merge(GroupRow group, Guid id) => new(id, [.. group.Members.Select(member => member.Ref)], Actor.System);

    private Task<Result<Done>> DecideAsync(Func<GroupReview, Task<Result<Done>>> decide) => demo.Agency.WithAsync(decide);

    private async Task<GroupDetail> FindAsync(GroupId id) =>
        (await demo.Agency.WithAsync<DuplicateQueries, Result<GroupDetail>>(queries => queries.FindAsync(id, new DuplicateFilter(), DuplicateSort.MostCertain, CancellationToken.None))).Value;

    private Task<Result<Done>> TransactAsync(Func<PortalDbContext, Task<Result<Done>>> act) => demo.Agency.DatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var outcome = await act(db);
        await transaction.CommitAsync();
        return outcome;
    });

    private async Task<HashSet<AuditAction>> ActionsAsync() =>
        [.. (await demo.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(), 0, 1000, CancellationToken.None))).Entries.Select(entry => entry.Action)];

    private static List<string> Shape(GroupPage queue) =>
        [.. queue.Groups.Select(row => $"{row.Id} {row.State} {string.Join(' ', row.Members.Select(member => member.Ref))}").Order(StringComparer.Ordinal)];
}
