using Bunit;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Radzen.Blazor;

namespace DedupPortal.Web.Tests.Shared;

public sealed class ConfirmDialogTests : ComponentTest
{
    [Theory]
    [InlineData("Remove", true)]
    [InlineData("Cancel", false)]
    public async Task Ask_Answer_IsTheButton(string button, bool expected)
    {
        var host = Render<RadzenDialog>();
        var dialogs = Services.GetRequiredService<DialogService>();
        var asking = host.InvokeAsync(() => dialogs.AskAsync("Remove Anna?", "She loses access.", "Remove", danger: true));

        host.WaitForElements(".confirm-actions button", 2).Single(b => b.TextContent.Contains(button, StringComparison.Ordinal)).Click();

        Assert.Equal(expected, await asking.WaitAsync(TimeSpan.FromSeconds(5), Xunit.TestContext.Current.CancellationToken));
    }
}
