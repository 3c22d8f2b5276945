using System.Text.Json.Nodes;
using Bunit;
using DedupPortal.Audit;
using DedupPortal.Web.Components.Pages.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Audit;

public sealed class AuditEntryCardTests : ComponentTest
{
    public AuditEntryCardTests() => Services.AddScoped<AuditSentences>();

    [Fact]
    public void Card_Change_ShowsBeforeAndAfterOfEachField()
    {
        var card = Card(AuditAction.PortalChanged, "portal:x", """{"before":{"name":"North","timeZone":"UTC"},"after":{"name":"South","timeZone":"UTC"}}""");

        Assert.Equal(["Name", "Time zone"], card.FindAll("tbody th").Select(cell => cell.TextContent));
        Assert.Equal(["North", "South", "UTC", "UTC"], card.FindAll("tbody td").Select(cell => cell.TextContent));
        Assert.Equal(["North"], card.FindAll("del").Select(cell => cell.TextContent));
        Assert.Equal(["South"], card.FindAll("ins").Select(cell => cell.TextContent));
    }

    [Fact]
    public void Card_Reason_StandsInTheEntry()
    {
        var card = Card(AuditAction.MarkedNotDuplicate, "group:x", """{"reason":"Father and son","cards":["contact:1","contact:2"]}""");

        Assert.Contains("Father and son", card.Find(".entry-reason").TextContent, StringComparison.Ordinal);
        Assert.Equal("Marked as not a duplicate: contact 1, contact 2", card.Find("h2").TextContent);
    }

    [Fact]
    public void Card_OfAMerge_LinksToTheMerge()
    {
        var merge = Guid.NewGuid();

        var card = Card(AuditAction.MergeCompleted, $"merge:{merge}", "{}");

        Assert.Equal($"/merges/{merge}", card.Find(".entry-link").GetAttribute("href"));
    }

    [Fact]
    public void Card_ByTheProduct_SaysSo() => Assert.Equal("DedupPortal, by itself", Card(AuditAction.ScanStarted, "scan:x", "{}", byProduct: true).Find(".entry-actor").TextContent);

    private IRenderedComponent<AuditEntryCard> Card(AuditAction action, string subject, string payload, bool byProduct = false) =>
        Render<AuditEntryCard>(parameters => parameters
            .Add(card => card.Story, new AuditStory(7, Clock.GetUtcNow(), "Olga", byProduct, action, null, subject, (JsonObject)JsonNode.Parse(payload)!, "00ff"))
            .Add(card => card.OnlyAddress, "/audit?subject=x"));
}
