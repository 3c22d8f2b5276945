using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Web.Components.Pages.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Audit;

public sealed class AuditSentencesTests : ComponentTest
{
    public AuditSentencesTests() => Services.AddScoped<AuditSentences>();

    private AuditSentences Sentences => Services.GetRequiredService<AuditSentences>();

    [Fact]
    public void Sentence_WithItsParameters_NamesThem()
    {
        var sentence = Sentences.Sentence(AuditAction.PortalConnected, Payload("""{"name":"North","host":"north.example"}"""));

        Assert.Equal("Portal connected: North (north.example)", sentence);
    }

    [Fact]
    public void Sentence_ParameterMissing_IsTheActionsName() =>
        Assert.Equal("Portal connected", Sentences.Sentence(AuditAction.PortalConnected, Payload("""{"name":"North"}""")));

    [Fact]
    public void Sentence_Cards_AreInWords()
    {
        using var russian = new CultureScope("ru");

        var sentence = Sentences.Sentence(AuditAction.MergeApproved, Payload("""{"survivor":"contact:12","losers":["lead:7","lead:8"]}"""));

        Assert.Equal("Объединение подтверждено: лид 7, лид 8 → контакт 12", sentence);
    }

    [Fact]
    public void Sentence_FailedScan_SaysWhy()
    {
        var sentence = Sentences.Sentence(AuditAction.ScanFailed, Payload("""{"code":"PortalUnavailable","parameters":["Timeout"]}"""));

        Assert.Equal("Scan failed: The portal did not answer usably: no answer in time.", sentence);
    }

    [Theory]
    [InlineData("true", "yes")]
    [InlineData("12345", "12,345")]
    [InlineData("\"Operator\"", "operator")]
    [InlineData("\"company:3\"", "company 3")]
    [InlineData("""["a","b"]""", "a, b")]
    [InlineData("\"2026-11-22T12:00:00.0000000+00:00\"", "22 Nov 2026, 12:00 UTC")]
    [InlineData("\"=cmd\"", "=cmd")]
    public void Words_Value_IsReadable(string json, string words) => Assert.Equal(words, Sentences.Words(JsonNode.Parse(json)!));

    private static JsonObject Payload(string json) => (JsonObject)JsonNode.Parse(json)!;
}
