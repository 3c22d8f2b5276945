using Bunit;
using DedupPortal.Bitrix24;
using DedupPortal.Duplicates;
using DedupPortal.Matching;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Web.Components.Pages.Review;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Review;

public sealed class GroupCardTests : ComponentTest
{
    [Fact]
    public void Card_ForAnOperator_OffersTheDecisions()
    {
        var card = Render(MemberRole.Operator, GroupState.Open);

        Assert.Equal(["Not a duplicate", "Later"], card.FindAll("button .rz-button-text").Select(text => text.TextContent));
        Assert.Contains(card.FindAll("a"), link => link.GetAttribute("href") == $"/review/{s_id}/merge");
    }

    [Fact]
    public void Card_ForAnAuditor_OffersNothingButReading()
    {
        var card = Render(MemberRole.Auditor, GroupState.Open);

        Assert.Empty(card.FindAll("button"));
        Assert.DoesNotContain(card.FindAll("a"), link => link.GetAttribute("href")!.EndsWith("/merge", StringComparison.Ordinal));
    }

    [Fact]
    public void Card_WhileMerged_LeadsToTheMerge()
    {
        var card = Render(MemberRole.Auditor, GroupState.Merged);

        Assert.Contains(card.FindAll("a"), link => link.GetAttribute("href") == $"/merges/{s_id}");
    }

    [Fact]
    public void Card_OfACardThatThePortalLost_SaysSo()
    {
        var card = Render(MemberRole.Operator, GroupState.Open);

        Assert.Contains("The portal no longer has this card.", card.Markup, StringComparison.Ordinal);
    }

    private static readonly Guid s_id = Guid.Parse("0195b7a4-0000-7000-8000-000000000002");

    private IRenderedComponent<GroupCard> Render(MemberRole role, GroupState state)
    {
        var scope = new TenantScope();
        scope.Enter(TenantId.New(), new Actor(s_id, "Somebody", role));
        Services.AddSingleton(scope);
        var now = Clock.GetUtcNow();
        var contact = new EntityRef(EntityType.Contact, 131);
        var portal = new PortalId(s_id);
        var row = new GroupRow(
            new GroupId(s_id), portal, "Client", GroupKind.LeadAndContact, state, null, 5.9, 0.98, Classification.PossibleMatch, now, now, state is GroupState.Merged ? s_id : null,
            [
                new MemberView(contact, RecordSide.Phone, TelegramOrigin.None, new MirrorCard(portal, contact, "Maxim", null, ["+7 999 000-05-14"], [], [], null, null, null, now, now), "https://client.example/crm/contact/details/131/"),
                new MemberView(new EntityRef(EntityType.Lead, 50), RecordSide.Telegram, TelegramOrigin.OpenLine, null, "https://client.example/crm/lead/details/50/"),
            ],
            [new ExplanationBar(Feature.Time, ReasonCode.TimeAfterMessage, 12.6, new ExplanationParameters(Seconds: 120, Count: 1))]);
        return Render<GroupCard>(parameters => parameters.Add(card => card.Group, row).Add(card => card.Address, $"/review/{s_id}").Add(card => card.Compact, true));
    }
}
