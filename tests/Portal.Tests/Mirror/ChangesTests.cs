using System.Diagnostics;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Portal.Tests.Portals;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DedupPortal.Portal.Tests.Mirror;

public sealed class ChangesTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Follow_ChangedAndNewCards_AreInMirrorAndGroups()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var (first, second) = await AddPairAsync(emulator, "+7 900 555-01-02");

        await FollowAsync(node.Agency, node.Portal);
        var groups = await GroupsOfAsync(node.Agency, first);
        await emulator.CallAsync("crm.contact.update", new { id = second, fields = new { LAST_NAME = "Переименованная" } });
        await FollowAsync(node.Agency, node.Portal);

        Assert.Single(groups);
        Assert.Equal("Переименованная", (await RecordAsync(node.Agency, second))!.LastName);
        Assert.False((await FeedAsync(node.Agency, node.Portal))!.Unmatched);
    }

    [Fact]
    public async Task Follow_NothingHappened_WritesNothingAndMatchesNothing()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        await FollowAsync(node.Agency, node.Portal);
        var before = await FeedAsync(node.Agency, node.Portal);

        await FollowAsync(node.Agency, node.Portal);

        var after = await FeedAsync(node.Agency, node.Portal);
        Assert.Equal((before!.ChangedAt, before.MatchedAt), (after!.ChangedAt, after.MatchedAt));
        Assert.True(after.LookedAt > before.LookedAt);
    }

    [Fact]
    public async Task Reconcile_MergeInThePortal_IsInTheCrosswalkAndTheHistoryAndTheGroupIsGone()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        var (winner, loser) = await AddPairAsync(emulator, "+7 900 555-01-02");
        await emulator.CallAsync("crm.contact.update", new { id = loser, fields = new { EMAIL = new[] { new { VALUE = "only.loser@client.example", VALUE_TYPE = "WORK" } } } });
        var deleted = (int)(await emulator.CallAsync("crm.contact.add", new { fields = new { NAME = "Лишняя", PHONE = new[] { new { VALUE = "+79005550199", VALUE_TYPE = "WORK" } } } }))["result"]!;
        await node.ScanToEndAsync();
        var before = await GroupsOfAsync(node.Agency, winner);
        var merged = await emulator.CallAsync("crm.entity.mergeBatch", new { @params = new { entityTypeId = 3, entityIds = new[] { winner, loser } } });
        await emulator.CallAsync("crm.contact.delete", new { id = deleted });

        await FollowAsync(node.Agency, node.Portal);
        await node.Agency.WithAsync<MirrorReconciliation, Result<bool>>(reconciliation => reconciliation.RunAsync(node.Portal, CancellationToken.None));
        await FollowAsync(node.Agency, node.Portal);

        Assert.Equal("SUCCESS", (string)merged["result"]!["STATUS"]!);
        Assert.Single(before);
        Assert.Null(await RecordAsync(node.Agency, loser));
        Assert.Null(await RecordAsync(node.Agency, deleted));
        Assert.Equal(Contact(winner), await node.Agency.WithAsync<MergeQueries, EntityRef>(queries => queries.ResolveAsync(node.Portal, Contact(loser), CancellationToken.None)));
        Assert.Equal(Contact(deleted), await node.Agency.WithAsync<MergeQueries, EntityRef>(queries => queries.ResolveAsync(node.Portal, Contact(deleted), CancellationToken.None)));
        var history = (await node.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter(), 0, 100, CancellationToken.None))).Entries;
        Assert.Single(history, entry => entry.Action is AuditAction.MergedInPortal);
        var group = await GroupAsync(node.Agency, before[0]);
        Assert.Equal(GroupState.MergedInPortal, group.State);
        Assert.Equal([new LostCard(Contact(loser), CardFate.MergedInPortal, Contact(winner))], group.Change!.Lost);
        Assert.Empty(await GroupsOfAsync(node.Agency, winner));
    }

    [Fact]
    public async Task Worker_CardChangedInAPortalWithEvents_IsMatchedWithinAMinute()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster, "--preset", "demo", "--entities", "300");
        var id = await portal.ConnectAsync();
        var scheduler = await portal.Product.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        try
        {
            await portal.Agency.WithAsync<Scans, Result<SyncRunId>>(scans => scans.StartAsync(id, CancellationToken.None));
            await UntilAsync(async () => await portal.Agency.DatabaseAsync(db => db.Set<SyncRun>().AnyAsync(run => run.State == SyncState.Completed)));
            await FollowAsync(portal.Agency, id);
            var source = (await FeedAsync(portal.Agency, id))!.Source;
            using var following = ActivatorUtilities.CreateInstance<FollowingService>(portal.Product.Services);
            await following.StartAsync(CancellationToken.None);
            var watch = Stopwatch.StartNew();
            var (first, _) = await AddPairAsync(portal.Emulator, "+7 900 555-01-02");

            await UntilAsync(async () => (await GroupsOfAsync(portal.Agency, first)).Count > 0);

            var seconds = watch.Elapsed.TotalSeconds;
            await following.StopAsync(CancellationToken.None);
            TestContext.Current.SendDiagnosticMessage($"changed to matched: {seconds:F1} s");
            Assert.Equal(ChangeSource.OfflineEvents, source);
            Assert.True(seconds < 60, $"It took {seconds:F1} s.");
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true);
        }
    }

    [Fact]
    public async Task Follow_CardDeletedAndFoundToBeMergedLater_TheGroupSaysFirstTheOneThenTheOther()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        var (winner, loser) = await AddPairAsync(emulator, "+7 900 555-01-02");
        await node.ScanToEndAsync();
        var id = Assert.Single(await GroupsOfAsync(node.Agency, winner));

        await emulator.CallAsync("crm.contact.delete", new { id = loser });
        await node.ScanToEndAsync();
        var deleted = await GroupAsync(node.Agency, id);
        await node.Agency.DatabaseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await GroupTransitions.MergedInPortalAsync(db, node.Portal, Contact(loser), Contact(winner), DateTimeOffset.UtcNow, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return true;
        });
        var merged = await GroupAsync(node.Agency, id);

        Assert.Equal(GroupState.Gone, deleted.State);
        Assert.Equal([new LostCard(Contact(loser), CardFate.Deleted)], deleted.Change!.Lost);
        Assert.Equal(GroupState.MergedInPortal, merged.State);
        Assert.Equal([new LostCard(Contact(loser), CardFate.MergedInPortal, Contact(winner))], merged.Change!.Lost);
    }

    [Fact]
    public async Task Follow_GroupGrowsShrinksGoesAndComesBack_KeepsItsIdAndSaysWhatChanged()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        var (first, second) = await AddPairAsync(emulator, "+7 900 555-01-02");
        await node.ScanToEndAsync();
        var id = Assert.Single(await GroupsOfAsync(node.Agency, first));
        var fresh = await GroupAsync(node.Agency, id);

        var third = await AddContactAsync(emulator, "+7 900 555-01-02");
        await FollowAsync(node.Agency, node.Portal);
        var grown = await GroupAsync(node.Agency, id);
        await RenameAsync(emulator, second, "Савелий", "Посторонний", "+7 900 555-77-01");
        await FollowAsync(node.Agency, node.Portal);
        var shrunk = await GroupAsync(node.Agency, id);
        await RenameAsync(emulator, third, "Савелий", "Посторонний", "+7 900 555-77-02");
        await FollowAsync(node.Agency, node.Portal);
        var gone = await GroupAsync(node.Agency, id);
        await RenameAsync(emulator, third, "Пелагея", "Необычайкина", "+7 900 555-01-02");
        await FollowAsync(node.Agency, node.Portal);
        var back = await GroupAsync(node.Agency, id);

        Assert.Null(fresh.Change);
        Assert.Equal([Contact(third)], grown.Change!.Added);
        Assert.Equal([new LostCard(Contact(second), CardFate.NotAlike)], shrunk.Change!.Lost);
        Assert.Equal((GroupState.Gone, 0), (gone.State, gone.Change!.Lost.Count));
        Assert.Equal((GroupState.Open, (GroupState?)GroupState.Gone), (back.State, back.Change!.ReopenedFrom));
        var changed = await node.Agency.WithAsync<DuplicateQueries, GroupPage>(queries => queries.PageAsync(new DuplicateFilter { ChangedWithinDays = 1 }, DuplicateSort.MostCertain, 0, 100, CancellationToken.None));
        Assert.Contains(changed.Groups, row => row.Id == id);
        Assert.All(changed.Groups, row => Assert.NotNull(row.ChangedAt));
    }

    private static async Task<GroupRow> GroupAsync(TestAgency agency, GroupId id) =>
        (await agency.WithAsync<DuplicateQueries, Result<GroupDetail>>(queries => queries.FindAsync(id, new DuplicateFilter(), DuplicateSort.MostCertain, CancellationToken.None))).Value.Group;

    private static async Task RenameAsync(EmulatorProcess emulator, int id, string name, string last, string phone)
    {
        var phones = (await emulator.CallAsync("crm.contact.get", new { id }))["result"]!["PHONE"]!.AsArray();
        await emulator.CallAsync("crm.contact.update", new { id, fields = new { NAME = name, LAST_NAME = last, PHONE = phones.Select(old => new { ID = (string)old!["ID"]!, VALUE = phone, VALUE_TYPE = "WORK" }).ToArray() } });
    }

    private static async Task<int> AddContactAsync(EmulatorProcess emulator, string phone) =>
        (int)(await emulator.CallAsync("crm.contact.add", new { fields = new { NAME = "Пелагея", LAST_NAME = "Необычайкина", PHONE = new[] { new { VALUE = phone, VALUE_TYPE = "WORK" } } } }))["result"]!;

    private static EntityRef Contact(int id) => new(EntityType.Contact, id);

    /// <summary>Two contacts that any matching finds: one phone, one name.</summary>
    private static async Task<(int First, int Second)> AddPairAsync(EmulatorProcess emulator, string phone)
    {
        var first = await AddContactAsync(emulator, phone);
        return (first, await AddContactAsync(emulator, phone));
    }

    private static async Task FollowAsync(TestAgency agency, PortalId portal)
    {
        await using var services = agency.As();
        await services.ServiceProvider.GetRequiredService<PortalFollowing>().FollowAsync(portal, CancellationToken.None);
    }

    private static Task<ChangeFeed?> FeedAsync(TestAgency agency, PortalId portal) => agency.WithAsync<ChangeFeeds, ChangeFeed?>(feeds => feeds.FindAsync(portal, CancellationToken.None));

    private static Task<MirrorRecord?> RecordAsync(TestAgency agency, int contact) =>
        agency.DatabaseAsync(db => db.Set<MirrorRecord>().AsNoTracking().SingleOrDefaultAsync(record => record.Type == EntityType.Contact && record.EntityId == contact));

    private static Task<List<GroupId>> GroupsOfAsync(TestAgency agency, int contact) => agency.DatabaseAsync(db => (
        from member in db.Set<GroupMember>()
        where member.Type == EntityType.Contact && member.EntityId == contact
        join duplicates in db.Set<DuplicateGroup>() on member.GroupId equals duplicates.Id
        where duplicates.State == GroupState.Open
        select duplicates.Id).ToListAsync());

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(2)) throw new TimeoutException();
            await Task.Delay(250);
        }
    }
}
