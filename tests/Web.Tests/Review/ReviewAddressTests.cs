using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Web.Components.Pages.Review;

namespace DedupPortal.Web.Tests.Review;

public sealed class ReviewAddressTests
{
    [Fact]
    public void Filter_OfWordsNobodyKnows_IsTheWholeOpenQueue()
    {
        var filter = ReviewAddress.Filter(null, "Robot", "99", 400, "Lost", "   ");

        Assert.Equal(new DuplicateFilter { State = GroupState.Open }, filter);
    }

    [Fact]
    public void Filter_OfAWholeAddress_TakesEveryPart()
    {
        var portal = Guid.Parse("0195b7a4-0000-7000-8000-000000000001");

        var filter = ReviewAddress.Filter(portal, "Contact", "LeadAndContact", 70, "Postponed", " anna ");

        Assert.Equal((portal, EntityType.Contact, GroupKind.LeadAndContact, 0.7, GroupState.Postponed, "anna"),
            (filter.Portal!.Value.Value, filter.Type, filter.Kind, filter.MinProbability, filter.State, filter.Text));
    }

    [Fact]
    public void Write_OfDefaults_IsTheShortAddress() =>
        Assert.Equal("/review", ReviewAddress.Write("/review", null, "", null, 0, "Open", null, "MostCertain", 1));

    [Fact]
    public void Write_OfEverything_EscapesTheText() =>
        Assert.Equal("/review?type=Lead&min=90&state=Merged&q=%2B7%20999&sort=Newest&page=2", ReviewAddress.Write("/review", null, "Lead", null, 90, "Merged", "+7 999", "Newest", 2));
}
