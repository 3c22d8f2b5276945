using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Merging;
using DedupPortal.Mirror;
using DedupPortal.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Bulk runs over groups that a test makes, executed turn by turn.</summary>
public sealed class BulkBench(MergeBench bench)
{
    private int _made;

    /// <summary>Two contacts of one person, the second without a phone; each call makes another person.</summary>
    public async Task<EntityRef[]> PairAsync()
    {
        var number = ++_made;
        var phone = await bench.View.AddAsync(EntityType.Contact, new
        {
            name = Named(number), post = "Chief", fm = new { n0 = new { typeId = "PHONE", valueType = "WORK", value = string.Create(CultureInfo.InvariantCulture, $"+7999{number:0000000}") } },
        });
        var chat = await bench.View.AddAsync(EntityType.Contact, new
        {
            name = Named(number), post = "Client", fm = new { n0 = new { typeId = "IM", valueType = "TELEGRAM", value = string.Create(CultureInfo.InvariantCulture, $"imol|telegrambot|5|{number}|1") } },
        });
        return [phone, chat];
    }

    /// <summary>The cards as an open group of the review queue.</summary>
    public async Task<GroupId> GroupAsync(params EntityRef[] cards)
    {
        var id = GroupId.New();
        await bench.Agency.DatabaseAsync(async db =>
        {
            var now = DateTimeOffset.UtcNow;
            var group = new DuplicateGroup(bench.Agency.Id, id, bench.Portal, now);
            group.Renew(GroupKind.SameType, cards.Select(card => card.Type), new GroupScore(20, 0.999, Classification.Match, "test"), SyncRunId.New(), now);
            db.Add(group);
            foreach (var card in cards) db.Add(new GroupMember { TenantId = bench.Agency.Id, GroupId = id, PortalId = bench.Portal, Type = card.Type, EntityId = card.Id });
            return await db.SaveChangesAsync();
        });
        return id;
    }

    public async Task<GroupId[]> GroupsAsync(int count)
    {
        var groups = new GroupId[count];
        for (var index = 0; index < count; index++) groups[index] = await GroupAsync(await PairAsync());
        return groups;
    }

    public Task<T> WithAsync<T>(Func<BulkRuns, Task<T>> act, MemberRole role = MemberRole.Operator) => bench.Agency.WithAsync(act, role);

    /// <summary>Starts a run and makes its dry run.</summary>
    public async Task<BulkView> PlannedAsync(params GroupId[] groups)
    {
        var id = await WithAsync(runs => runs.StartAsync(groups, deletesNothing: false, CancellationToken.None));
        await UntilIdleAsync(id.Value);
        return await FindAsync(id.Value);
    }

    /// <summary>Approves what the dry run shows now.</summary>
    public async Task<Result<Done>> ApproveAsync(BulkRunId id, BulkStopRules? rules = null)
    {
        var view = await FindAsync(id);
        return await WithAsync(runs => runs.ApproveAsync(id, new BulkConsent(view.Hash, view.Totals.Groups, rules ?? BulkStopRules.Default, "spring clean"), CancellationToken.None));
    }

    /// <summary>One turn of the job; null when there is nothing to do.</summary>
    public async Task<TimeSpan?> TurnAsync(BulkRunId id, IServiceProvider? node = null)
    {
        await using var services = (node ?? bench.Product.Services).CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<TenantScope>().Enter(bench.Agency.Id, Actor.System);
        return await services.ServiceProvider.GetRequiredService<BulkDryRun>().RunAsync(id, CancellationToken.None)
            ?? await services.ServiceProvider.GetRequiredService<BulkExecutor>().RunAsync(id, CancellationToken.None);
    }

    public async Task<BulkView> UntilIdleAsync(BulkRunId id)
    {
        for (var round = 0; round < 200; round++)
        {
            if (await TurnAsync(id) is not { } wait) return await FindAsync(id);
            if (wait > TimeSpan.Zero) await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        throw new TimeoutException("The bulk run did not end within 200 turns.");
    }

    public async Task<BulkView> FindAsync(BulkRunId id) => (await bench.Agency.WithAsync<BulkQueries, BulkView?>(queries => queries.FindAsync(id, CancellationToken.None)))!;

    /// <summary>States of the groups, in order.</summary>
    public static IEnumerable<BulkGroupState> States(BulkView view) => view.Groups.Select(group => group.State);

    // Letters alone: digits do not belong into a name.
    private static string Named(int number) => "Anna " + string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + (digit - '0'))));
}
