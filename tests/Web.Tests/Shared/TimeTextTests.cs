using Bunit;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Viewer;

namespace DedupPortal.Web.Tests.Shared;

public sealed class TimeTextTests : ComponentTest
{
    private static readonly TimeZoneInfo s_moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(5, "5 minutes ago")]
    [InlineData(60, "1 hour ago")]
    [InlineData(3 * 24 * 60, "3 days ago")]
    [InlineData(-90, "in 1 hour")]
    public void Text_NearMoment_IsRelative(int minutesAgo, string expected)
    {
        var time = Render<TimeText>(parameters => parameters.Add(t => t.Value, Clock.GetUtcNow().AddMinutes(-minutesAgo)));

        Assert.Equal(expected, time.Find("time").TextContent);
    }

    [Fact]
    public void Text_FarMoment_IsTheReadersOwnTime()
    {
        var time = Render<TimeText>(parameters => parameters
            .Add(t => t.Value, new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero))
            .AddCascadingValue(new ViewerZone(s_moscow)));

        // Moscow is UTC+3 all year round.
        Assert.Equal("2 Mar 2026, 01:30", time.Find("time").TextContent);
        Assert.Equal("2 March 2026, 01:30:00 (Europe/Moscow)", time.Find("time").GetAttribute("title"));
        Assert.Equal("2026-03-01T22:30:00Z", time.Find("time").GetAttribute("datetime"));
    }

    [Fact]
    public void Text_PortalZone_WinsOverTheReaders()
    {
        var time = Render<TimeText>(parameters => parameters
            .Add(t => t.Value, new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero))
            .Add(t => t.Zone, TimeZoneInfo.Utc)
            .AddCascadingValue(new ViewerZone(s_moscow)));

        Assert.Equal("1 Mar 2026, 22:30", time.Find("time").TextContent);
    }

    [Fact]
    public void Zone_NotKnownHere_IsUtc() => Assert.Equal(TimeZoneInfo.Utc, ViewerZone.From("Moon/Tycho").Zone);

    [Fact]
    public void Zone_Day_BeginsAndEndsAtTheReadersMidnight()
    {
        var zone = new ViewerZone(s_moscow);
        Assert.Equal(new DateTimeOffset(2026, 10, 31, 21, 0, 0, TimeSpan.Zero), zone.StartOf("2026-11-01"));
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 21, 0, 0, TimeSpan.Zero), zone.EndOf("2026-11-01"));
        Assert.Null(zone.StartOf("1.11.2026"));
        Assert.Null(zone.EndOf("9999-12-31"));
    }

    [Fact]
    public void Zone_FromTheCookie_IsUnescaped() => Assert.Equal("Europe/Moscow", ViewerZone.From("Europe%2FMoscow").Zone.Id);
}
