using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>An old number is answered for ever: by its story, in a search, in the history.</summary>
public sealed class RecordHistoryTests(PostgresCluster cluster, MergingEmulator portal) : IClassFixture<MergingEmulator>
{
    private static readonly EntityRef s_telegram = new(EntityType.Contact, 120);
    private static readonly EntityRef s_anna = new(EntityType.Contact, 131);
    private static readonly EntityRef s_empty = new(EntityType.Contact, 144);

    [Fact]
    public async Task MergedTwice_TheOldNumberLeadsToTheLastSurvivor_AndBackAfterTheUndo()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var first = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var second = await bench.MergeAsync(MergeMode.SameType, s_empty, [s_anna, s_empty]);

        var story = await StoryAsync(bench, s_telegram);
        var survivor = await StoryAsync(bench, s_empty);
        var found = await OldAsync(bench, "#120");

        Assert.Equal(s_empty, story.Current);
        Assert.Equal([(s_telegram, s_anna, first.Merge.Id), (s_anna, s_empty, second.Merge.Id)], story.Changes.Select(change => (change.Old, change.Current, change.Run!.Value)));
        Assert.Equal([second.Merge.Id, first.Merge.Id], story.Runs.Select(run => run.Id));
        Assert.Contains("/crm/contact/details/144/", story.Url, StringComparison.Ordinal);
        Assert.Empty(survivor.Changes);
        Assert.Equal([s_telegram, s_anna], survivor.Former);
        Assert.Equal((s_telegram, s_empty), (Assert.Single(found).Old, found[0].Current));
        Assert.Equal(found, await OldAsync(bench, "contact:120"));
        Assert.Empty(await OldAsync(bench, "contact:144"));
        Assert.Empty(await OldAsync(bench, "Anna"));

        await bench.UndoAsync(second.Merge.Id);
        var undo = await bench.UndoAsync(first.Merge.Id);

        var back = await StoryAsync(bench, s_telegram);
        Assert.Equal(undo.Result!.Created["contact:120"], back.Current.ToString());
        Assert.True(Assert.Single(back.Changes).ByUndo);
    }

    [Fact]
    public async Task History_AskedForARecord_FindsEntriesUnderEveryNumber()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        var merge = await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        // Another record whose number begins alike.
        await using (var services = bench.Agency.As())
        await using (var db = await services.ServiceProvider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            var payload = new JsonObject { ["cards"] = new JsonArray("contact:1201", "contact:1311") };
            await services.ServiceProvider.GetRequiredService<AuditLog>().AppendAsync(db, new AuditRecord(AuditAction.MarkedNotDuplicate, "group:x", payload, bench.Portal.Value), CancellationToken.None);
            await transaction.CommitAsync();
        }

        var names = await bench.Agency.WithAsync<RecordHistory, IReadOnlyCollection<string>>(history => history.NamesAsync(bench.Portal, s_anna, CancellationToken.None));
        var entries = await bench.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter { Records = names }, 0, 100, CancellationToken.None));
        var ofLost = await bench.Agency.WithAsync<AuditQueries, AuditPage>(queries => queries.PageAsync(new AuditFilter { Records = ["contact:120"] }, 0, 100, CancellationToken.None));

        Assert.Equal(["contact:120", "contact:131"], names.Order(StringComparer.Ordinal));
        Assert.Contains(ofLost.Entries, entry => entry.Action is AuditAction.MergeCompleted && entry.Subject == $"merge:{merge.Merge.Id}");
        Assert.Contains(ofLost.Entries, entry => entry.Action is AuditAction.MergeApproved);
        Assert.True(entries.Total >= ofLost.Total);
        Assert.DoesNotContain(entries.Entries, entry => entry.Action is AuditAction.MarkedNotDuplicate);
    }

    [Fact]
    public async Task AnotherAgency_KnowsNoNumber()
    {
        await using var bench = await MergeBench.StartAsync(cluster, portal.Emulator);
        await bench.MergeAsync(MergeMode.SameType, s_anna, [s_telegram, s_anna]);
        var other = await bench.Product.RegisterAsync("Other");

        Assert.Null(await other.WithAsync<RecordHistory, RecordStory?>(history => history.FindAsync(bench.Portal, s_telegram, CancellationToken.None)));
        Assert.Empty(await other.WithAsync<RecordHistory, IReadOnlyList<OldNumber>>(history => history.OldNumbersAsync(null, "120", CancellationToken.None)));
    }

    private static async Task<RecordStory> StoryAsync(MergeBench bench, EntityRef record) =>
        (await bench.Agency.WithAsync<RecordHistory, RecordStory?>(history => history.FindAsync(bench.Portal, record, CancellationToken.None)))!;

    private static Task<IReadOnlyList<OldNumber>> OldAsync(MergeBench bench, string text) =>
        bench.Agency.WithAsync<RecordHistory, IReadOnlyList<OldNumber>>(history => history.OldNumbersAsync(bench.Portal, text, CancellationToken.None));
}
