using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Kernels;
using DedupPortal.Matching.Names;
using FsCheck;
using FsCheck.Fluent;

namespace DedupPortal.Matching.Tests;

public sealed class PropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithReplay(20261122, 297).WithMaxTest(30);

    [Fact]
    public void Run_RowsInAnotherOrder_GiveTheSameScoresAndClusters()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var records = PortalGenerator.Create(new PortalShape { Seed = seed & 0xFFFF, Clients = 120, Chats = 60 }).Records;
            var order = Enumerable.Range(0, records.Count).ToArray();
            new Random(seed).Shuffle(order);

            var straight = Card.Run(records);
            var shuffled = Card.Run([.. order.Select(i => records[i])]);

            return Described(straight, records).SequenceEqual(Described(shuffled, [.. order.Select(i => records[i])]))
                && Groups(straight, records).SequenceEqual(Groups(shuffled, [.. order.Select(i => records[i])]));
        }).Check(s_config);
    }

    [Fact]
    public void Run_Twice_GivesTheSameBits()
    {
        var records = PortalGenerator.Create(new PortalShape { Seed = 9, Clients = 500, Chats = 200 }).Records;

        var first = Card.Run(records);
        var second = Card.Run(records);

        Assert.Equal(first.Scores.Select(s => (s.Pair, BitConverter.DoubleToInt64Bits(s.LogOdds))), second.Scores.Select(s => (s.Pair, BitConverter.DoubleToInt64Bits(s.LogOdds))));
        Assert.Equal(Groups(first, records), Groups(second, records));
    }

    [Fact]
    public void Near_TwoWords_IsSymmetric()
    {
        Prop.ForAll(Words(), Words(), (one, other) =>
            NearIndex.AreNear(one, other) == NearIndex.AreNear(other, one) && EditDistance.WithSwaps(one, other) == EditDistance.WithSwaps(other, one))
            .Check(s_config.WithMaxTest(500));
    }

    [Fact]
    public void NearIndex_Words_AgreesWithComparingAll()
    {
        // One deletion on each side reaches distance 1 always; 2 only partly, so the index may miss those but not invent any.
        Prop.ForAll(Words().Generator.ArrayOf(40).ToArbitrary(), Words(), (words, word) =>
        {
            var found = new NearIndex(words.Distinct(StringComparer.Ordinal)).Near(word).ToHashSet(StringComparer.Ordinal);
            var wanted = words.Where(w => w != word && NearIndex.AreNear(word, w)).ToHashSet(StringComparer.Ordinal);
            return found.IsSubsetOf(wanted) && wanted.Where(w => EditDistance.WithSwaps(word, w) == 1).All(found.Contains);
        }).Check(s_config.WithMaxTest(300));
    }

    [Fact]
    public void Normalise_AnyUnicode_NeverThrows()
    {
        Prop.ForAll(AnyText().ToArbitrary(), AnyText().ToArbitrary(), (one, other) =>
        {
            var record = new MatchRecord
            {
                Kind = RecordKind.Lead,
                Id = 1,
                Created = Card.Noon,
                Title = one,
                FirstName = other,
                LastName = one,
                SecondName = other,
                DisplayName = one,
                CompanyName = other,
                Phones = [one, other],
                Emails = [one + "@" + other, other],
                MessengerCodes = [one, "imol|" + other, "imol|telegrambot|1|" + one + "|2"],
                Webs = ["https://t.me/" + one, other],
                SourceId = one,
                SourceDescription = other,
                Comments = one + " " + other,
                ChatTexts = [one, "это " + other],
            };
            var result = Card.Run([record, record with { Id = 2, MessengerCodes = [], Phones = ["+79990000012", one] }, record with { Kind = RecordKind.Company, Id = 3 }]);
            return result.Scores.All(s => double.IsFinite(s.LogOdds) && s.Probability is >= 0 and <= 1);
        }).Check(s_config.WithMaxTest(400));
    }

    [Fact]
    public void Parse_HugeTexts_EndSoon()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var part in (string[])["а", "+7 999 ", "@", "9", "анна ", "t.me/", "\uD83D"])
        {
            var text = string.Concat(Enumerable.Repeat(part, 200_000));
            new TextIdentifiers().Read(text);
            NameParser.Parse(text, typedByStaff: true);
            Handle.Read(text);
            PhoneParser.Parse(text);
            EmailAddress.Parse(text);
        }

        // Milliseconds in truth; the bound only catches what is quadratic in the text.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());
    }

    [Fact]
    public void Skeleton_AnyText_IsPlainAndStable()
    {
        Prop.ForAll(AnyText().ToArbitrary(), text =>
        {
            var skeleton = Skeleton.Coarse(text.ToLowerInvariant());
            return skeleton.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9');
        }).Check(s_config.WithMaxTest(1000));
    }

    private static IEnumerable<string> Described(MatchResult result, IReadOnlyList<MatchRecord> records) =>
        result.Scores.Select(s => Name(records, s.Pair) + " " + s.LogOdds.ToString("F9", System.Globalization.CultureInfo.InvariantCulture) + " " + s.Classification)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Groups(MatchResult result, IReadOnlyList<MatchRecord> records) =>
        result.Clusters.Select(c => string.Join(',', c.Members.Select(m => Name(records[m.Record])).Order(StringComparer.Ordinal)));

    private static string Name(IReadOnlyList<MatchRecord> records, RecordPair pair) =>
        string.Join(' ', new[] { Name(records[pair.First]), Name(records[pair.Second]) }.Order(StringComparer.Ordinal));

    private static string Name(MatchRecord record) => $"{record.Kind}{record.Id}";

    private static Arbitrary<string> Words() =>
        Gen.Choose(3, 10).SelectMany(length => Gen.Elements('a', 'b', 'c', 'd').ArrayOf(length)).Select(letters => new string(letters)).ToArbitrary();

    // Random UTF-16 units from the ranges that cards really contain, lone surrogates included.
    private static Gen<string> AnyText()
    {
        var unit = Gen.OneOf(
            Gen.Choose(0x20, 0x7E), Gen.Choose(0x400, 0x4FF), Gen.Choose(0x0, 0xFFFF), Gen.Choose(0xD800, 0xDFFF), Gen.Choose(0x200B, 0x200F), Gen.Choose(0x30, 0x39));
        return Gen.Choose(0, 40).SelectMany(unit.ArrayOf).Select(units => new string([.. units.Select(u => (char)u)]));
    }
}
