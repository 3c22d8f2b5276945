using DedupPortal.Web.Setup;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Tests.Setup;

public sealed class SiteOptionsValidatorTests
{
    private readonly SiteOptionsValidator _validator = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://portal.example.com")]
    [InlineData("http://127.0.0.1:5080")]
    public void Validate_GoodAddress_Succeeds(string? address) =>
        Assert.True(_validator.Validate(null, new SiteOptions { PublicAddress = address }).Succeeded);

    [Theory]
    [InlineData("portal.example.com")]
    [InlineData("https://portal.example.com/")]
    [InlineData("https://portal.example.com/app")]
    [InlineData("ftp://portal.example.com")]
    public void Validate_WrongAddress_NamesTheKey(string address)
    {
        var result = _validator.Validate(null, new SiteOptions { PublicAddress = address });

        Assert.Contains("Site:PublicAddress", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TwoMistakes_NamesBoth()
    {
        var result = _validator.Validate(null, new SiteOptions { PublicAddress = "x", SignInDays = 0 });

        Assert.Equal(2, result.Failures!.Count());
    }

    [Fact]
    public void Report_Failures_AreALineEach()
    {
        using var output = new StringWriter();

        var code = FatalConfiguration.Report(new OptionsValidationException("", typeof(SiteOptions), ["Site:A is wrong.", "Site:B is wrong."]), output);

        Assert.Equal(FatalConfiguration.ExitCode, code);
        Assert.Contains("  - Site:A is wrong." + Environment.NewLine + "  - Site:B is wrong.", output.ToString(), StringComparison.Ordinal);
    }
}
