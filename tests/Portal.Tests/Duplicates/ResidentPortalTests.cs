using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Schedules;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Duplicates;

/// <summary>The queue that follows a portal change by change is the one that a matching of the whole mirror gives.</summary>
public sealed class ResidentPortalTests(PostgresCluster cluster)
{
    private static readonly string[] s_names = ["Анна", "Аня", "Павел", "Паша", "Мария", "Вера"];
    private static readonly string[] s_surnames = ["Зеленцова", "Руднев", "Мышкина", "Бакшеев"];

    // A small portal is matched as a whole each time, a larger one by what has changed. Between two whole matchings the prior stands still, and
    // in a portal with so few events a chat's odds take a small step where one more stretch of time comes within its reach.
    [Theory]
    [InlineData(1, 300, 0.0005)]
    [InlineData(2, 3000, 0.03)]
    public async Task Follow_RandomChangesAndDecisions_TheQueueIsThatOfAFullMatching(int seed, int cards, double drift)
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", cards.ToString(CultureInfo.InvariantCulture));
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var random = new Random(seed);
        var contacts = await node.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().Where(row => row.Type == EntityType.Contact).Select(row => row.EntityId).Order().ToListAsync());
        var residents = node.Product.Services.GetRequiredService<ResidentPortals>();

        for (var round = 0; round < 6; round++)
        {
            for (var change = 0; change < (round < 4 ? 1 : 4); change++) await ChangeAsync(emulator, random, contacts);
            if (round is 1 or 3) await DecideAsync(node, random);
            if (round is 4) await RetractAsync(node);
            await FollowAsync(node);

            Assert.Equal(1, residents.Count);
            AssertAlike(await ExpectedAsync(node), await QueueAsync(node), drift);
        }

        var matchings = await MatchingsAsync(node, residents);
        Assert.True(matchings.Whole >= 1);
        Assert.True(cards < 1000 ? matchings.InParts == 0 : matchings.InParts >= 3, $"{matchings}");
    }

    [Fact]
    public async Task Follow_ChangeThatMatchingDoesNotRead_WritesNoGroup()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var contact = await node.Agency.DatabaseAsync(db => db.Set<GroupMember>().Where(member => member.Type == EntityType.Contact).Select(member => member.EntityId).FirstAsync());
        await emulator.CallAsync("crm.contact.update", new { id = contact, fields = new { LAST_NAME = "Зеленцова" } });
        await FollowAsync(node);
        var before = await StampsAsync(node);

        await emulator.CallAsync("crm.contact.update", new { id = contact, fields = new { POST = "Director" } });
        await FollowAsync(node);
        var same = await StampsAsync(node);
        await emulator.CallAsync("crm.contact.update", new { id = contact, fields = new { LAST_NAME = "Необычайкина", NAME = "Пелагея" } });
        await FollowAsync(node);

        Assert.Equal(before, same);
        Assert.NotEqual(before, await StampsAsync(node));
        AssertAlike(await ExpectedAsync(node), await QueueAsync(node));
    }

    [Fact]
    public async Task Follow_AfterADecision_MatchesAgain()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var contact = await node.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().Where(row => row.Type == EntityType.Contact).Select(row => row.EntityId).FirstAsync());
        await emulator.CallAsync("crm.contact.update", new { id = contact, fields = new { POST = "Director" } });
        await FollowAsync(node);
        var group = await node.Agency.DatabaseAsync(db => db.Set<DuplicateGroup>().Where(group => group.State == GroupState.Open).Select(group => group.Id).FirstAsync());
        await node.Agency.WithAsync<GroupReview, Result<Done>>(review => review.MarkNotDuplicateAsync(group, "Namesakes", CancellationToken.None));

        await emulator.CallAsync("crm.contact.update", new { id = contact, fields = new { POST = "Chief" } });
        await FollowAsync(node);

        AssertAlike(await ExpectedAsync(node), await QueueAsync(node));
    }

    // At a portal of thousands of groups those that nobody has judged would draw the whole portal into each change.
    [Fact]
    public async Task Moved_GroupsThatNobodyHasJudged_AreNotAmongThem()
    {
        await using var emulator = await EmulatorProcess.StartAsync("--preset", "demo", "--entities", "300");
        await using var node = await ScanNode.StartAsync(cluster, emulator);
        await node.ScanToEndAsync();
        var group = await node.Agency.DatabaseAsync(db => db.Set<DuplicateGroup>().Where(group => group.State == GroupState.Open).Select(group => group.Id).FirstAsync());
        var cards = await node.Agency.DatabaseAsync(db => db.Set<GroupMember>().Where(member => member.GroupId == group).Select(member => new EntityRef(member.Type, member.EntityId)).ToListAsync());

        var before = (FirstTime: await MovedAsync(node, since: null), Since: await MovedAsync(node, since: default(DateTimeOffset)));
        await node.Agency.WithAsync<GroupReview, Result<Done>>(review => review.MarkNotDuplicateAsync(group, "Namesakes", CancellationToken.None));
        var after = await MovedAsync(node, since: default(DateTimeOffset));

        Assert.Empty(before.FirstTime);
        Assert.Empty(before.Since);
        Assert.Equal(cards.Order(), after.Order());
    }

    [Fact]
    public void Keep_MorePortalsThanThereIsRoomFor_LetsTheLeastUsedGo_AndNeverMixesAgencies()
    {
        var residents = new ResidentPortals();
        var (north, south, portal) = (TenantId.New(), TenantId.New(), new PortalId(Guid.NewGuid()));
        var (ofNorth, ofSouth) = (residents.Take(north, portal), residents.Take(south, portal));

        residents.Keep(north, portal, ofNorth);
        residents.Keep(south, portal, ofSouth);

        Assert.Same(ofNorth, residents.Take(north, portal));
        Assert.NotSame(ofNorth, residents.Take(north, portal));
        Assert.Same(ofSouth, residents.Take(south, portal));
        Assert.Equal(0, residents.Count);
    }

    private static async Task ChangeAsync(EmulatorProcess emulator, Random random, List<long> contacts)
    {
        var phone = "+7900555" + random.Next(20).ToString("D4", CultureInfo.InvariantCulture);
        var (name, last) = (s_names[random.Next(s_names.Length)], s_surnames[random.Next(s_surnames.Length)]);
        var index = random.Next(contacts.Count);
        switch (random.Next(5))
        {
            case 0:
                var added = await emulator.CallAsync("crm.contact.add", new { fields = new { NAME = name, LAST_NAME = last, PHONE = new[] { new { VALUE = phone, VALUE_TYPE = "WORK" } } } });
                contacts.Add((long)added["result"]!);
                break;
            case 1 when contacts.Count > 20:
                await emulator.CallAsync("crm.contact.delete", new { id = contacts[index] });
                contacts.RemoveAt(index);
                break;
            case 2:
                await emulator.CallAsync("crm.contact.update", new { id = contacts[index], fields = new { POST = "Director" } });
                break;
            default:
                await emulator.CallAsync("crm.contact.update", new { id = contacts[index], fields = new { NAME = name, LAST_NAME = last, PHONE = new[] { new { VALUE = phone, VALUE_TYPE = "WORK" } } } });
                break;
        }
    }

    private static async Task DecideAsync(ScanNode node, Random random)
    {
        var groups = await node.Agency.DatabaseAsync(db => db.Set<DuplicateGroup>().Where(group => group.State == GroupState.Open).OrderBy(group => group.Probability).ThenBy(group => group.Id).Select(group => group.Id).ToListAsync());
        var group = groups[random.Next(groups.Count)];
        Assert.Null((await node.Agency.WithAsync<GroupReview, Result<Done>>(review => review.MarkNotDuplicateAsync(group, "Namesakes", CancellationToken.None))).Failure);
    }

    private static async Task RetractAsync(ScanNode node)
    {
        var group = await node.Agency.DatabaseAsync(db => db.Set<DuplicateGroup>().Where(group => group.State == GroupState.NotDuplicate).Select(group => group.Id).FirstAsync());
        Assert.Null((await node.Agency.WithAsync<GroupReview, Result<Done>>(review => review.ReopenAsync(group, CancellationToken.None))).Failure);
    }

    private static Task<(int Whole, int InParts)> MatchingsAsync(ScanNode node, ResidentPortals residents) => node.Agency.DatabaseAsync(db =>
    {
        var resident = residents.Take(db.CurrentTenant!.Value, node.Portal);
        residents.Keep(db.CurrentTenant!.Value, node.Portal, resident);
        return Task.FromResult(resident.Matchings);
    });

    private static async Task<IReadOnlyList<EntityRef>> MovedAsync(ScanNode node, DateTimeOffset? since)
    {
        var tenant = await node.Agency.DatabaseAsync(db => Task.FromResult(db.CurrentTenant!.Value));
        return await node.Agency.WithAsync<IDbContextFactory<PortalDbContext>, IReadOnlyList<EntityRef>>(contexts =>
            new GroupPublisher(contexts, tenant, node.Portal, default, TimeProvider.System).MovedAsync(since, CancellationToken.None));
    }

    private static async Task FollowAsync(ScanNode node)
    {
        await using var services = node.Agency.As();
        await services.ServiceProvider.GetRequiredService<PortalFollowing>().FollowAsync(node.Portal, CancellationToken.None);
    }

    /// <summary>The groups that the engine finds in the whole mirror, read anew, with the model in use.</summary>
    private static async Task<List<(string Cards, double Probability)>> ExpectedAsync(ScanNode node)
    {
        var input = await node.Agency.DatabaseAsync(db => MatchInput.LoadAsync(db, node.Portal, CancellationToken.None));
        var taught = await node.Agency.WithAsync<PortalModels, PortalModel?>(models => models.InUseAsync(node.Portal, CancellationToken.None));
        var found = MatchEngine.Run(
            input.Records, taught is null ? MatchModel.Default : MatchModel.Default with { Taught = taught.Model },
            taught is null ? input.Constraints : input.Constraints with { Reviewed = taught.Reviewed }, null, CancellationToken.None);
        return [.. found.Clusters.Select(cluster => Line(cluster.Members.Select(member => input.Cards[member.Record]), cluster.Probability)).OrderBy(group => group.Cards, StringComparer.Ordinal)];
    }

    private static Task<List<(string Cards, double Probability)>> QueueAsync(ScanNode node) => node.Agency.DatabaseAsync(async db =>
    {
        var groups = await db.Set<DuplicateGroup>().AsNoTracking().Where(group => group.State == GroupState.Open).ToListAsync();
        var members = (await db.Set<GroupMember>().AsNoTracking().ToListAsync()).ToLookup(member => member.GroupId, member => member.Ref);
        return groups.Select(group => Line(members[group.Id], group.Probability)).OrderBy(group => group.Cards, StringComparer.Ordinal).ToList();
    });

    private static Task<List<string>> StampsAsync(ScanNode node) => node.Agency.DatabaseAsync(async db =>
        (await db.Set<DuplicateGroup>().AsNoTracking().ToListAsync()).Select(group => $"{group.Id} {group.Version} {group.LastSeen:O}").Order(StringComparer.Ordinal).ToList());

    private static (string Cards, double Probability) Line(IEnumerable<EntityRef> cards, double probability) => (string.Join(' ', cards.Order()), probability);

    // Groups whose probability moved by less are not written again.
    private static void AssertAlike(List<(string Cards, double Probability)> expected, List<(string Cards, double Probability)> queue, double drift = 0.0005)
    {
        Assert.Equal(expected.Select(group => group.Cards), queue.Select(group => group.Cards));
        Assert.All(expected.Zip(queue), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, drift));
    }
}
