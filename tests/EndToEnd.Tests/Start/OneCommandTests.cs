using DedupPortal.Duplicates;
using DedupPortal.EndToEnd.Tests.Pages;
using DedupPortal.EndToEnd.Tests.Running;

namespace DedupPortal.EndToEnd.Tests.Start;

/// <summary>A fresh machine, one command: database, tables, demo portal, demo agency, first scan.</summary>
public sealed class OneCommandTests(Chromium chromium) : JourneyTest(chromium)
{
    [Fact]
    public async Task Start_EmptyFolder_GivesAScannedDemo_AndFindsItAgainAfterARestart()
    {
        using var folder = new DataFolder();
        int found;
        (string Email, string Password) user;
        await using (var first = await PortalProgram.StartAsync(folder.Path, demo: true))
        {
            user = await first.DemoUserAsync();
            var anna = await VisitAsync(first.Address);
            await new AccountPages(anna).SignInAsync(user.Email, user.Password);
            var review = new ReviewPages(anna);
            found = await FirstScanAsync(review);

            // 120 people with hidden numbers are in the demo (HiddenNumbers in the emulator's seed); most of them have a group.
            Assert.InRange(found, 60, 400);
            await anna.Page.GotoAsync("about:blank");
        }

        await using var second = await PortalProgram.StartAsync(folder.Path, demo: true);
        var again = await VisitAsync(second.Address);
        var sameUser = await second.DemoUserAsync();
        await new AccountPages(again).SignInAsync(user.Email, user.Password);
        var queue = new ReviewPages(again);
        await queue.OpenAsync();

        Assert.Equal(user, sameUser);
        Assert.Equal(found, await queue.CountAsync(GroupState.Open));
        await again.Page.GotoAsync("about:blank");
    }

    private static async Task<int> FirstScanAsync(ReviewPages review)
    {
        // The scan runs by itself; the queue shows its groups when it is through.
        for (var attempt = 0; attempt < 60; attempt++)
        {
            await review.OpenAsync();
            if (await review.CountAsync(GroupState.Open) is > 0 and var count)
                return count;
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("The demo's first scan brought no groups.");
    }
}
