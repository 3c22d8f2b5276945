using Bunit;
using DedupPortal.Web.Components.Shared;

namespace DedupPortal.Web.Tests.Shared;

public sealed class LoadViewTests : ComponentTest
{
    private readonly List<TaskCompletionSource<int[]>> _loads = [];

    [Fact]
    public void View_LoadUnderWay_ShowsRows()
    {
        var view = View();

        Assert.Equal("Loading…", view.Find("[role=status] .visually-hidden").TextContent);
    }

    [Fact]
    public void View_Loaded_ShowsContent()
    {
        var view = View();

        _loads[0].SetResult([1, 2]);

        view.WaitForAssertion(() => Assert.Equal("2 found", view.Find("p").TextContent));
    }

    [Fact]
    public void View_NothingLoaded_ShowsTheEmptyFace()
    {
        var view = View();

        _loads[0].SetResult([]);

        view.WaitForAssertion(() => Assert.Equal("nothing", view.Find("b").TextContent));
        Assert.Empty(view.FindAll("p"));
    }

    [Fact]
    public void View_LoadFailed_ShowsANumberAndNoExceptionText()
    {
        var view = View();

        _loads[0].SetException(new InvalidOperationException("the secret cause"));

        view.WaitForAssertion(() => Assert.Matches("^[2-9A-Z]{4}-[2-9A-Z]{4}$", view.Find("code").TextContent));
        Assert.Contains(Log.Lines, line => line.Contains(view.Find("code").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("the secret cause", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_AfterFailure_LoadsAgain()
    {
        var view = View();
        _loads[0].SetException(new InvalidOperationException());
        view.WaitForElement("button").Click();

        _loads[1].SetResult([7]);

        view.WaitForAssertion(() => Assert.Equal("1 found", view.Find("p").TextContent));
    }

    [Fact]
    public void View_NewKey_KeepsTheOldContentUntilTheNewArrives()
    {
        var view = View(key: "page 1");
        _loads[0].SetResult([1, 2]);
        view.WaitForElement("p");

        view.Render(parameters => parameters.Add(v => v.Key, "page 2"));

        Assert.Equal("2 found", view.Find("[aria-busy=true] p").TextContent);
        _loads[1].SetResult([1, 2, 3]);
        view.WaitForAssertion(() => Assert.Equal("3 found", view.Find("[aria-busy=false] p").TextContent));
    }

    [Fact]
    public void View_OlderLoadEndsLast_ItsValueIsDropped()
    {
        var view = View(key: "page 1");
        view.Render(parameters => parameters.Add(v => v.Key, "page 2"));

        _loads[1].SetResult([1]);
        _loads[0].SetResult([1, 2, 3, 4]);

        view.WaitForAssertion(() => Assert.Equal("1 found", view.Find("p").TextContent));
    }

    [Fact]
    public void View_SameKey_LoadsOnce()
    {
        var view = View(key: "page 1");

        view.Render(parameters => parameters.Add(v => v.Key, "page 1"));

        Assert.Single(_loads);
    }

    [Fact]
    public void View_Prerendered_DoesNotLoad()
    {
        Interactive = false;

        var view = View();

        Assert.Empty(_loads);
        Assert.NotEmpty(view.FindAll("[role=status]"));
    }

    private IRenderedComponent<LoadView<int[]>> View(object? key = null) => Render<LoadView<int[]>>(parameters => parameters
        .Add(view => view.Load, LoadAsync)
        .Add(view => view.Key, key)
        .Add(view => view.IsEmpty, found => found.Length == 0)
        .Add(view => view.Empty, "<b>nothing</b>")
        .Add(view => view.ChildContent, found => $"<p>{found.Length} found</p>"));

    private Task<int[]> LoadAsync(CancellationToken cancellationToken)
    {
        _loads.Add(new TaskCompletionSource<int[]>());
        return _loads[^1].Task;
    }
}
