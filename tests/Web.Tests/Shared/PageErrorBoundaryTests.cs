using Bunit;
using DedupPortal.Web.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Shared;

public sealed class PageErrorBoundaryTests : ComponentTest
{
    [Fact]
    public void Boundary_PageThrows_ShowsTheNumberThatIsInTheLog()
    {
        var boundary = Render<PageErrorBoundary>(parameters => parameters.AddChildContent<Broken>());

        var reference = boundary.Find("code").TextContent;

        Assert.Contains(Log.Lines, line => line.Contains(reference, StringComparison.Ordinal) && line.Contains(Broken.Cause, StringComparison.Ordinal));
        Assert.DoesNotContain(Broken.Cause, boundary.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Boundary_AnotherAddress_IsNotBrokenAnyMore()
    {
        var broken = true;
        var boundary = Render<PageErrorBoundary>(parameters => parameters.AddChildContent(builder =>
        {
            if (broken) throw new InvalidOperationException(Broken.Cause);
            builder.AddContent(0, "the next page");
        }));
        broken = false;

        Services.GetRequiredService<NavigationManager>().NavigateTo("/team");

        boundary.WaitForAssertion(() => Assert.Equal("the next page", boundary.Markup.Trim()));
    }

    private sealed class Broken : ComponentBase
    {
        public const string Cause = "the page is broken";

        protected override void BuildRenderTree(RenderTreeBuilder builder) => throw new InvalidOperationException(Cause);
    }
}
