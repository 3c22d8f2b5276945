using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;

namespace DedupPortal.Portal.Tests.Duplicates;

public sealed class GroupPlannerTests
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Continue_TwoSharedCards_KeepsTheId()
    {
        var known = Known(1, 2);

        var plan = GroupPlanner.Continue([Cards(1, 2, 3)], [known]);

        Assert.Equal([known.Id], plan);
    }

    [Fact]
    public void Continue_OneSharedCard_IsANewGroup()
    {
        var plan = GroupPlanner.Continue([Cards(1, 3)], [Known(1, 2)]);

        Assert.Equal([null], plan);
    }

    [Fact]
    public void Continue_SplitGroup_GoesToThePartThatSharesMost()
    {
        var known = Known(1, 2, 3, 4, 5);

        var plan = GroupPlanner.Continue([Cards(4, 5), Cards(1, 2, 3)], [known]);

        Assert.Equal([null, known.Id], plan);
    }

    [Fact]
    public void Continue_TwoGroupsGrowTogether_TheOlderOneStays()
    {
        var younger = Known(1, 2) with { FirstSeen = s_day.AddDays(1) };
        var older = Known(3, 4);

        var plan = GroupPlanner.Continue([Cards(1, 2, 3, 4)], [younger, older]);

        Assert.Equal([older.Id], plan);
    }

    private static KnownGroup Known(params long[] ids) => new(GroupId.New(), s_day, Cards(ids));

    private static IReadOnlyList<EntityRef> Cards(params long[] ids) => [.. ids.Select(id => new EntityRef(EntityType.Contact, id))];
}
