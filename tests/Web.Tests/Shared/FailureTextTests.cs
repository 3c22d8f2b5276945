using DedupPortal.Storage;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Tests.Shared;

public sealed class FailureTextTests
{
    public static TheoryData<string> Failures =>
        [.. typeof(Failure).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Failure)) && !type.IsAbstract).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_EachType_HasItsSentenceAndTheNextStep(string code)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<FailureText>>();

        Assert.False(texts[code].ResourceNotFound, $"FailureText.resx has no {code}");
        Assert.False(texts[$"{code}_Next"].ResourceNotFound, $"FailureText.resx has no {code}_Next");
    }

    [Fact]
    public void What_Parameter_IsInTheSentence()
    {
        using var culture = new CultureScope("en");
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<FailureText>>();

        var sentence = FailureText.What(texts, new Tenants.AlreadyMember("anna@agency.example"));

        Assert.Equal("anna@agency.example is already a member of your team.", sentence);
    }
}
