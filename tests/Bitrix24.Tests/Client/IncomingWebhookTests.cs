using System.Text.Json;

namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class IncomingWebhookTests
{
    private const string Whole = "https://acme.example/rest/1/k9w2e4r6t8y0u1i3/";

    [Theory]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3/")]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3")]
    [InlineData("  https://acme.example/rest/1/k9w2e4r6t8y0u1i3/ \r\n")]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3/profile.json")]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3/crm.contact.list?filter[NAME]=A&start=0")]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3?x=1")]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3/#top")]
    [InlineData("HTTPS://ACME.EXAMPLE/REST/1/k9w2e4r6t8y0u1i3/")]
    [InlineData("acme.example/rest/1/k9w2e4r6t8y0u1i3/")]
    [InlineData("https://acme.example:443/rest/1/k9w2e4r6t8y0u1i3/")]
    [InlineData("https://acme.example//rest/1/k9w2e4r6t8y0u1i3/")]
    [InlineData("Вебхук: https://acme.example/rest/1/k9w2e4r6t8y0u1i3/ — для портала")]
    [InlineData("URL:https://acme.example/rest/1/k9w2e4r6t8y0u1i3/")]
    [InlineData("\"https://acme.example/rest/1/k9w2e4r6t8y0u1i3/\",")]
    [InlineData("<https://acme.example/rest/1/k9w2e4r6t8y0u1i3/>")]
    [InlineData("«https://acme.example/rest/1/k9w2e4r6t8y0u1i3/».")]
    [InlineData("Use https://acme.example/rest/1/k9w2e4r6t8y0u1i3.")]
    [InlineData("\uFEFFhttps://acme.example/rest/1/k9w2e4r6t8y0u1i3/\u00A0")]
    [InlineData("https://acme.example/rest/1/k9w2e4r6t8y0u1i3/ https://acme.example/rest/1/k9w2e4r6t8y0u1i3/profile")]
    [InlineData("https://acme.example/crm/contact/list/ and https://acme.example/rest/1/k9w2e4r6t8y0u1i3/")]
    public void TryParse_WhatPeoplePaste_GivesTheSameWebhook(string text)
    {
        var read = IncomingWebhook.TryParse(text, out var webhook, out var problem);

        Assert.True(read, problem.ToString());
        Assert.Equal(Whole, webhook!.Reveal());
        Assert.Equal("acme.example", webhook.Portal.Host);
        Assert.Equal("acme.example:443", webhook.Portal.Endpoint);
        Assert.Equal(1, webhook.UserId);
    }

    [Theory]
    [InlineData("http://192.168.1.5:8080/rest/17/abcdef123456/", "192.168.1.5:8080", "http://192.168.1.5:8080/rest/17/abcdef123456/")]
    [InlineData("http://[::1]:5090/rest/1/abcdef123456/x", "[::1]:5090", "http://[::1]:5090/rest/1/abcdef123456/")]
    [InlineData("https://box.example/crm24/rest/6/abcdef123456/", "box.example:443", "https://box.example/crm24/rest/6/abcdef123456/")]
    [InlineData("https://портал.example/rest/1/abcdef123456/", "xn--80awhdgm.example:443", "https://портал.example/rest/1/abcdef123456/")]
    public void TryParse_OtherAddresses_KeepsPortAndFolder(string text, string endpoint, string revealed)
    {
        Assert.True(IncomingWebhook.TryParse(text, out var webhook, out _));

        Assert.Equal(endpoint, webhook.Portal.Endpoint);
        Assert.Equal(revealed, webhook.Reveal());
    }

    [Theory]
    [InlineData(null, WebhookProblem.Empty)]
    [InlineData("", WebhookProblem.Empty)]
    [InlineData(" \t\r\n", WebhookProblem.Empty)]
    [InlineData("hello", WebhookProblem.NoAddress)]
    [InlineData("https://", WebhookProblem.NoAddress)]
    [InlineData("/rest/1/k9w2e4r6t8y0u1i3/", WebhookProblem.NoAddress)]
    [InlineData("ftp://acme.example/rest/1/k9w2e4r6t8y0u1i3/", WebhookProblem.WrongScheme)]
    [InlineData("https://acme.example@evil.example/rest/1/k9w2e4r6t8y0u1i3/", WebhookProblem.HasUserName)]
    [InlineData("https://acme.example/crm/contact/details/5/", WebhookProblem.NoRestPath)]
    [InlineData("https://acme.example/", WebhookProblem.NoRestPath)]
    [InlineData("https://acme.example/arrest/1/k9w2e4r6t8y0u1i3/", WebhookProblem.NoRestPath)]
    [InlineData("https://acme.example/rest/", WebhookProblem.NoUserId)]
    [InlineData("https://acme.example/rest/crm.contact.list?auth=k9w2e4r6t8y0u1i3", WebhookProblem.NoUserId)]
    [InlineData("https://acme.example/rest/api/tasks", WebhookProblem.NoUserId)]
    [InlineData("https://acme.example/rest/0/k9w2e4r6t8y0u1i3/", WebhookProblem.NoUserId)]
    [InlineData("https://acme.example/rest/1/", WebhookProblem.NoSecret)]
    [InlineData("https://acme.example/rest/1", WebhookProblem.NoSecret)]
    [InlineData("https://acme.example/rest/1/••••••••/", WebhookProblem.SecretMasked)]
    [InlineData("https://acme.example/rest/1/k9w2********/", WebhookProblem.SecretMasked)]
    [InlineData("https://acme.example/rest/1/k9w2...", WebhookProblem.SecretMasked)]
    [InlineData("https://acme.example/rest/1/k9w2…/", WebhookProblem.SecretMasked)]
    [InlineData("https://acme.example/rest/1/profile.json", WebhookProblem.SecretMalformed)]
    [InlineData("https://acme.example/rest/1/k9w2%2F..%2F/", WebhookProblem.SecretMalformed)]
    [InlineData("https://a.example/rest/1/k9w2e4r6t8y0u1i3/ https://b.example/rest/1/k9w2e4r6t8y0u1i3/", WebhookProblem.SeveralWebhooks)]
    [InlineData("https://a.example/rest/1/k9w2e4r6t8y0u1i3/ https://a.example/rest/1/zzzzzzzzzzzzzzzz/", WebhookProblem.SeveralWebhooks)]
    public void TryParse_NotAWebhook_SaysWhy(string? text, WebhookProblem expected)
    {
        var read = IncomingWebhook.TryParse(text, out var webhook, out var problem);

        Assert.False(read);
        Assert.Null(webhook);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void TryParse_ManyPointsWithoutEnd_ReturnsAtOnce()
    {
        var text = string.Concat(Enumerable.Repeat("a.", 2000));

        Assert.False(IncomingWebhook.TryParse(text, out _, out var problem));
        Assert.Equal(WebhookProblem.NoAddress, problem);
    }

    [Fact]
    public void Forms_OfAWebhook_HoldNoSecret()
    {
        Assert.True(IncomingWebhook.TryParse(Whole, out var webhook, out _));

        Assert.Equal("https://acme.example/rest/1/••••••••/", webhook.Masked);
        string[] forms = [webhook.Masked, webhook.ToString(), $"{webhook}", JsonSerializer.Serialize(webhook), webhook.Portal.ToString(), webhook.Portal.RestRoot.ToString()];
        Assert.All(forms, form => Assert.DoesNotContain("k9w2", form, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Reveal_ReadAgain_GivesAnEqualWebhook()
    {
        Assert.True(IncomingWebhook.TryParse("box.example:8443/crm24/rest/6/abcdef123456", out var webhook, out _));

        Assert.True(IncomingWebhook.TryParse(webhook.Reveal(), out var again, out _));

        Assert.Equal(webhook, again);
    }

    [Fact]
    public void CardUrl_PortalInAFolder_KeepsTheFolder()
    {
        Assert.True(IncomingWebhook.TryParse("https://box.example/crm24/rest/6/abcdef123456/", out var webhook, out _));

        Assert.Equal("https://box.example/crm24/crm/contact/details/120/", webhook.Portal.CardUrl(new EntityRef(EntityType.Contact, 120)).ToString());
    }
}
