using DedupPortal.Duplicates;
using DedupPortal.Mirror;
using DedupPortal.Overview;
using DedupPortal.Portal.Tests.Duplicates;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Overview;

public sealed class OverviewTests(DemoPortalFixture demo) : IClassFixture<DemoPortalFixture>
{
    [Fact]
    public async Task ReadAsync_AfterAScanAndARejection_CountsWhatTheTablesHold()
    {
        var queue = await demo.QueueAsync();
        await demo.Agency.WithAsync<GroupReview, Result<Done>>(review => review.MarkNotDuplicateAsync(queue.Groups[0].Id, "Different people", CancellationToken.None));

        var view = await demo.Agency.WithAsync<OverviewQueries, OverviewView>(queries => queries.ReadAsync(CancellationToken.None));

        var bar = Assert.Single(view.Portals);
        Assert.Equal((1, 0, 0), (view.Connected, view.Revoked, view.Disconnected));
        Assert.Equal((queue.Total - 1, 0, 1, 0), (bar.Open, bar.Postponed, bar.Rejected, bar.Merged));
        Assert.Equal(queue.Groups.Skip(1).Count(row => row.Classification == Matching.Classification.Match), view.CertainGroups);
        Assert.Equal(await demo.Agency.DatabaseAsync(db => db.Set<MirrorRecord>().CountAsync()), view.Cards);
        Assert.Equal(SyncState.Completed, Assert.Single(view.LastScans).State);
        Assert.Equal(0, view.FailedScans);
    }
}
