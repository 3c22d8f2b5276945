using DedupPortal.Audit;
using DedupPortal.Web.Components.Pages.Audit;

namespace DedupPortal.Web.Tests.Audit;

public sealed class AuditAddressTests
{
    private static readonly TimeZoneInfo s_moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    [Fact]
    public void Address_Nothing_IsThePage() => Assert.Equal("/audit", new AuditAddress().Address);

    [Fact]
    public void Address_All_KeepsEveryPart()
    {
        var portal = Guid.Parse("11111111-1111-1111-1111-111111111111");

        var address = new AuditAddress { From = new DateOnly(2026, 11, 1), Action = "ScanStarted", Portal = portal, Text = "a b", Page = 3 };

        Assert.Equal($"/audit?from=2026-11-01&action=ScanStarted&portal={portal}&text=a%20b&page=3", address.Address);
        Assert.Equal($"/audit/export?from=2026-11-01&action=ScanStarted&portal={portal}&text=a%20b", address.ExportAddress);
    }

    [Fact]
    public void ToFilter_Days_AreWholeDaysOfTheReader()
    {
        var filter = new AuditAddress { From = new DateOnly(2026, 11, 1), To = new DateOnly(2026, 11, 1) }.ToFilter(s_moscow);

        // Moscow is three hours ahead of UTC; the end is not included.
        Assert.Equal(new DateTimeOffset(2026, 10, 31, 21, 0, 0, TimeSpan.Zero), filter.From);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 21, 0, 0, TimeSpan.Zero), filter.To);
    }

    [Fact]
    public void Actions_UnknownNames_AreIgnored() =>
        Assert.Equal([AuditAction.ScanStarted, AuditAction.ScanFailed], new AuditAddress { Action = "ScanStarted,nonsense, ScanFailed,99999" }.Actions);

    [Fact]
    public void With_Actions_BeginsAtTheFirstPage()
    {
        var address = new AuditAddress { Page = 4 }.With([AuditAction.MergeApproved]);

        Assert.Equal("/audit?action=MergeApproved", address.Address);
    }

    [Fact]
    public void ToPageFilter_WithoutAnyWish_LeavesTheSingleWritesOut()
    {
        var actions = new AuditAddress().ToPageFilter(TimeZoneInfo.Utc).Actions!;

        // Four kinds of entry are single writes: sent and outcome, of a merge and of an undo.
        Assert.Equal(Enum.GetValues<AuditAction>().Length - 4, actions.Count);
        Assert.DoesNotContain(AuditAction.MergeWriteSent, actions);
    }

    [Fact]
    public void ToPageFilter_OfOneSubjectOrWithEachWrite_LeavesNothingOut()
    {
        Assert.Empty(new AuditAddress { Subject = "merge:1" }.ToPageFilter(TimeZoneInfo.Utc).Actions!);
        Assert.Empty(new AuditAddress { Steps = true }.ToPageFilter(TimeZoneInfo.Utc).Actions!);
        Assert.Empty(new AuditAddress().ToFilter(TimeZoneInfo.Utc).Actions!);
        Assert.Equal("/audit?steps=true", new AuditAddress { Steps = true }.Address);
        Assert.Equal("/audit/export", new AuditAddress { Steps = true }.ExportAddress);
    }
}
