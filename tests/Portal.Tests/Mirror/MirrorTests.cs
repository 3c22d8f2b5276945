using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Mirror;

public sealed class MirrorTests(DemoPortalFixture demo) : IClassFixture<DemoPortalFixture>
{
    [Theory]
    [InlineData(EntityType.Lead)]
    [InlineData(EntityType.Deal)]
    [InlineData(EntityType.Contact)]
    [InlineData(EntityType.Company)]
    public async Task Scan_EachType_HasAllCardsOfThePortal(EntityType type)
    {
        var answer = await demo.Emulator.CallAsync("crm.item.list", new { entityTypeId = (int)type, select = new[] { "id" } });

        var count = await demo.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().CountAsync(record => record.Type == type));

        Assert.Equal((int)answer["total"]!, count);
    }

    [Fact]
    public async Task Scan_ActivitiesThatMatter_AreInTheMirrorWithTheirCards()
    {
        var sessions = await demo.Emulator.CallAsync("crm.activity.list", new { filter = new { PROVIDER_ID = "IMOPENLINES_SESSION" }, select = new[] { "ID" } });

        var kept = await demo.Agency.DatabaseAsync(db => db.Set<MirrorActivity>().AsNoTracking().ToListAsync());

        Assert.Equal((int)sessions["total"]!, kept.Where(row => row.Kind == MirrorActivityKind.OpenLineSession).Select(row => row.ActivityId).Distinct().Count());
        Assert.Contains(kept, row => row.Kind == MirrorActivityKind.OutgoingToPhone);
        Assert.All(kept.Where(row => row.Kind == MirrorActivityKind.OutgoingToPhone), row => Assert.NotNull(row.Address));
    }

    [Fact]
    public async Task RefreshAsync_ChangedAndDeletedCards_FollowThePortal()
    {
        var contacts = await demo.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().AsNoTracking().Where(record => record.Type == EntityType.Contact).OrderBy(record => record.EntityId).Take(2).ToListAsync());
        var (changed, deleted) = (contacts[0].Ref, contacts[1].Ref);
        await demo.Emulator.CallAsync("crm.contact.update", new { id = changed.Id, fields = new { LAST_NAME = "Переименованная" } });
        await demo.Emulator.CallAsync("crm.contact.delete", new { id = deleted.Id });

        var outcome = await demo.Agency.WithAsync<MirrorRefresh, Result<Done>>(refresh => refresh.RefreshAsync(demo.Node.Portal, [changed, deleted], CancellationToken.None));
        var after = await demo.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().AsNoTracking().Where(record => record.Type == EntityType.Contact && (record.EntityId == changed.Id || record.EntityId == deleted.Id)).ToListAsync());

        Assert.True(outcome.Succeeded);
        Assert.Equal([(changed.Id, "Переименованная")], after.Select(record => (record.EntityId, record.LastName!)));
        Assert.Contains("переименованная", after[0].SearchText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_ByPhoneNickIdAndName_FindsTheCard()
    {
        var contact = await demo.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().AsNoTracking().Where(record => record.Type == EntityType.Contact && record.Phones.Length > 0 && record.LastName != null).OrderByDescending(record => record.EntityId).FirstAsync());
        var digits = new string([.. contact.Phones[0].Where(char.IsAsciiDigit)]);

        foreach (var text in new[] { contact.Phones[0], "8" + digits[^10..], $"{contact.LastName} {contact.FirstName}", contact.Ref.ToString(), contact.LastName!.ToUpperInvariant() })
            Assert.Contains(await SearchAsync(text), card => card.Ref == contact.Ref);
        Assert.Empty(await SearchAsync("   "));
        Assert.Empty(await SearchAsync("%"));
    }

    [Fact]
    public async Task FindAsync_ByANickWithAnUnderscore_FindsTheCardThatHasIt()
    {
        var card = (await SearchAsync("t.me")).First(found => found.Telegram.Any(telegram => telegram.StartsWith('@') && telegram.Contains('_')));
        var nick = card.Telegram.First(telegram => telegram.StartsWith('@'));

        var found = await SearchAsync(nick);

        Assert.Contains(found, other => other.Ref == card.Ref);
    }

    [Fact]
    public async Task AnotherAgency_SeesNothing()
    {
        var stranger = await demo.Node.Product.RegisterAsync("Stranger");

        var queue = await stranger.WithAsync<DuplicateQueries, GroupPage>(queries => queries.PageAsync(new DuplicateFilter { Portal = demo.Node.Portal }, DuplicateSort.MostCertain, 0, 10, CancellationToken.None));
        var scan = await stranger.WithAsync<ScanQueries, ScanProgress?>(queries => queries.CurrentAsync(demo.Node.Portal, CancellationToken.None));
        var cards = await stranger.WithAsync<MirrorSearch, IReadOnlyList<MirrorCard>>(search => search.FindAsync(demo.Node.Portal, "а", [], 10, CancellationToken.None));
        var raw = await stranger.DatabaseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            return await db.Database.SqlQueryRaw<int>("select (count(*))::int as \"Value\" from portal.mirror_records").SingleAsync();
        });
        var started = await stranger.WithAsync<Scans, Result<SyncRunId>>(scans => scans.StartAsync(demo.Node.Portal, CancellationToken.None));

        Assert.Equal((0, 0), (queue.Total, raw));
        Assert.Null(scan);
        Assert.Empty(cards);
        Assert.IsType<NotThere>(started.Failure);
    }

    private Task<IReadOnlyList<MirrorCard>> SearchAsync(string text) =>
        demo.Agency.WithAsync<MirrorSearch, IReadOnlyList<MirrorCard>>(search => search.FindAsync(demo.Node.Portal, text, [], 50, CancellationToken.None));
}
