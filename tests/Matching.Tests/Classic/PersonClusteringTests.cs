using DedupPortal.Matching.Classic;

namespace DedupPortal.Matching.Tests.Classic;

public sealed class PersonClusteringTests
{
    // 0-1-2 and 3-4-5 are persons; the one wrong pair 2-3 is weaker than what the others say against it.
    [Fact]
    public void Cluster_OneWrongPairBetweenTwoPersons_KeepsThemApart()
    {
        Assert.Equal([0, 0, 0, 3, 3, 3], Cluster(6, null, (0, 1, 9), (0, 2, 9), (1, 2, 9), (3, 4, 9), (3, 5, 9), (4, 5, 9), (2, 3, 6)));
    }

    // Not compared pairs weigh one bit each against: 5 − 2 > 0 joins, 1 − 2 < 0 does not.
    [Theory]
    [InlineData(5f, 0)]
    [InlineData(1f, 2)]
    public void Cluster_PairsNotCompared_SpeakAgainst(float weight, int expected)
    {
        Assert.Equal([0, 0, expected], Cluster(3, null, (0, 1, 9), (1, 2, weight))[..3]);
    }

    [Fact]
    public void Cluster_TwoLists_TakesTheStrongestPartner()
    {
        Assert.Equal([0, 1, 0, 1], Cluster(4, 2, (0, 2, 9), (0, 3, 5), (1, 2, 7), (1, 3, 3)));
    }

    [Fact]
    public void Cluster_StrangersOnly_StayAlone()
    {
        Assert.Equal([0, 1, 2], Cluster(3, null, (0, 1, -3), (1, 2, -1)));
    }

    private static int[] Cluster(int rows, int? second, params (int One, int Other, float LogOdds)[] pairs)
    {
        var list = new PersonList { Columns = [new("x", ColumnKind.Word, [.. Enumerable.Repeat("x", rows)])], SecondListAt = second };
        return PersonClustering.Cluster(
            PersonRows.Read(list), [.. pairs.Select(p => (ulong)p.One << 32 | (uint)p.Other)], [.. pairs.Select(p => p.LogOdds)]);
    }
}
