namespace DedupPortal.Matching.Tests.Linkage;

public sealed class SnapshotTests
{
    private static readonly LabelledPortal s_portal = PortalGenerator.Create(new PortalShape { Seed = 55, Clients = 600, Chats = 250 });

    [Fact]
    public void Open_SavedPortal_GivesTheSamePairsAgain()
    {
        var matcher = PortalMatcherTests.Build(s_portal.Records);
        var pairs = matcher.Link(CancellationToken.None).ToList();

        var again = PortalMatcher.Open(Saved(matcher), MatchModel.Default).Portal!;

        Assert.True(again.IsLinked);
        Assert.Equal((matcher.TelegramCards, matcher.PhoneCards, matcher.Model.Version), (again.TelegramCards, again.PhoneCards, again.Model.Version));
        foreach (var card in pairs.Select(pair => pair.TelegramCard).Distinct())
        {
            Assert.Equal(matcher.Rematch(card), again.Rematch(card));
            var phone = pairs.First(pair => pair.TelegramCard == card).PhoneCard;
            Assert.Equal(matcher.Explain(card, phone)!.Explanation.Bars, again.Explain(card, phone)!.Explanation.Bars);
        }

        Assert.Equal(pairs, again.Link(CancellationToken.None));
    }

    [Fact]
    public void Open_PortalWithLateCards_HasThem()
    {
        var matcher = PortalMatcherTests.Build(s_portal.Records);
        _ = matcher.Link(CancellationToken.None).Count();
        matcher.Put(new PhoneCardText { Id = 999_999, Created = 1_700_000_000, Name = "Глеб Щегловитов", Phones = "+79990000050", Email = "gleb@example.com" }, [1_700_000_100]);
        matcher.Remove(s_portal.Records.First(record => record.Phones.Count > 0).Id);

        var again = PortalMatcher.Open(Saved(matcher), MatchModel.Default).Portal!;

        Assert.Equal(matcher.PhoneCards, again.PhoneCards);
        Assert.NotNull(again.Remove(999_999));
        Assert.NotNull(matcher.Remove(999_999));
        Assert.Equal(matcher.Link(CancellationToken.None), again.Link(CancellationToken.None));
    }

    [Fact]
    public void Open_OtherDecisions_HasToBeLinkedAgain()
    {
        var matcher = PortalMatcherTests.Build(s_portal.Records);
        _ = matcher.Link(CancellationToken.None).Count();
        var saved = Saved(matcher);

        var other = PortalMatcher.Open(saved, MatchModel.Default with { LinkedShare = 0.3 }).Portal!;

        Assert.False(other.IsLinked);
        Assert.Throws<InvalidOperationException>(() => other.Rematch(other.TelegramCardAt(0)));
    }

    [Fact]
    public void Open_DamagedAnywhere_IsAFaultAndNeverAnException()
    {
        var matcher = PortalMatcherTests.Build(PortalGenerator.Create(new PortalShape { Seed = 56, Clients = 40, Chats = 20 }).Records);
        _ = matcher.Link(CancellationToken.None).Count();
        var bytes = Saved(matcher).ToArray();
        var random = new Random(12);

        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])bytes.Clone();
            var at = i < 64 ? i : random.Next(bytes.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            Assert.NotNull(PortalMatcher.Open(new MemoryStream(damaged), MatchModel.Default).Fault);
        }

        for (var i = 0; i < 300; i++)
            Assert.NotNull(PortalMatcher.Open(new MemoryStream(bytes, 0, random.Next(bytes.Length)), MatchModel.Default).Fault);
        Assert.Null(PortalMatcher.Open(new MemoryStream(bytes), MatchModel.Default).Fault);
    }

    [Fact]
    public void Open_OtherBuildOrOtherBytes_SaysWhich()
    {
        var bytes = Saved(PortalMatcherTests.Build(s_portal.Records)).ToArray();
        Assert.Equal(SnapshotFault.NotASnapshot, PortalMatcher.Open(new MemoryStream([.. "t_id,created\n"u8]), MatchModel.Default).Fault);
        Assert.Equal(SnapshotFault.NotASnapshot, PortalMatcher.Open(new MemoryStream(), MatchModel.Default).Fault);
        Assert.Equal(SnapshotFault.Damaged, PortalMatcher.Open(new MemoryStream(bytes, 0, bytes.Length - 1), MatchModel.Default).Fault);

        // Another build: its id and the header's checksum over it.
        bytes[10] ^= 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(32), Matching.Linkage.Checksum.Next(0, bytes.AsSpan(0, 32)));

        Assert.Equal(SnapshotFault.OtherBuild, PortalMatcher.Open(new MemoryStream(bytes), MatchModel.Default).Fault);
    }

    private static MemoryStream Saved(PortalMatcher matcher)
    {
        var stream = new MemoryStream();
        matcher.Save(stream);
        stream.Position = 0;
        return stream;
    }
}
