using System.Text.RegularExpressions;
using DedupPortal.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace DedupPortal.Web.Tests.Security;

public sealed partial class ContentPolicyTests
{
    [Fact]
    public async Task Answer_AnyPath_CarriesTheHeaders()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.MapGet("/", () => "");
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var answer = await app.GetTestClient().GetAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public void Policy_Scripts_AreOurOwnFilesOnly() =>
        Assert.Contains("script-src 'self';", SecurityHeaders.ContentSecurityPolicy, StringComparison.Ordinal);

    [Fact]
    public void Markup_OfAnyComponent_HasNothingThatThePolicyBlocks()
    {
        var inline = SourceFiles.Of(".razor")
            .Select(file => (Name: Path.GetFileName(file), Match: Inline().Match(File.ReadAllText(file))))
            .Where(found => found.Match.Success)
            .Select(found => $"{found.Name}: {found.Match.Value}");

        Assert.Empty(inline);
    }

    // A script without an address, an event attribute of HTML (Blazor's begin with @, component parameters with a capital), a script address,
    // the import map.
    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|<style\b|<ImportMap|(?-i:\son[a-z]+="")|href=""javascript:", RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Inline();
}
