using Bunit;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.Web.Tests.Shared;

public sealed class LabelledDropDownTests : ComponentTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("MostCertain")]
    public void Name_WithAndWithoutAValue_IsTheLabelAndNotTheValue(string? value)
    {
        var list = Render<LabelledDropDown<string>>(parameters => parameters
            .Add(one => one.Label, "Order").Add(one => one.Data, new[] { "MostCertain" }).Add(one => one.Value, value).AddUnmatched("aria-describedby", "hint"));

        var box = list.Find("[role=combobox]");
        Assert.Equal(("Order", "hint"), (box.GetAttribute("aria-label"), box.GetAttribute("aria-describedby")));
        Assert.Equal("Order", box.QuerySelector("input")!.GetAttribute("aria-label"));
    }
}
