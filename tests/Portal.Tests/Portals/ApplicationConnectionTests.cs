using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using DedupPortal.Testing;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Portal.Tests.Portals;

public sealed class ApplicationConnectionTests(PostgresCluster cluster)
{
    private const string Callback = "http://127.0.0.1:9/bitrix24";

    [Fact]
    public async Task Return_CodeOfThePortal_ConnectsAndStoresTheTokensEncrypted()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);

        var id = await portal.ConnectAsync();

        var view = await portal.ViewAsync(id);
        Assert.Equal((PortalState.Connected, CredentialKind.Application, portal.Emulator.ClientId), (view!.State, view.Credential, view.MaskedCredential));
        Assert.NotNull(view.CredentialEndsAt);
        var client = await portal.OpenAsync(id);
        Assert.True((await client.Value.CallAsync(new BitrixCall("profile"), CancellationToken.None)).Succeeded);
        Assert.DoesNotContain(portal.Emulator.ClientSecret, await DumpAsync(portal.Product), StringComparison.Ordinal);
        Assert.Empty(await portal.Agency.WithAsync<PortalQueries, IReadOnlyList<AuthorisationView>>(queries => queries.AuthorisationsAsync(CancellationToken.None)));
        Assert.NotNull(await portal.Agency.WithAsync<PortalQueries, CapabilitiesView?>(queries => queries.CapabilitiesAsync(id, CancellationToken.None)) is { Report: { } } report ? report : null);
    }

    [Fact]
    public async Task Return_WithAnotherBrowsersWordOrTwice_IsUnknown()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var (redirect, word, _) = await portal.AuthoriseAsync();

        var foreign = await portal.ReturnAsync(redirect, "another browser");
        var without = await portal.ReturnAsync(redirect, null);
        var first = await portal.ReturnAsync(redirect, word);
        var second = await portal.ReturnAsync(redirect, word);

        Assert.IsType<AuthorisationUnknown>(foreign.Failure);
        Assert.IsType<AuthorisationUnknown>(without.Failure);
        Assert.True(first.Succeeded);
        Assert.IsType<AuthorisationUnknown>(second.Failure);
    }

    [Fact]
    public async Task Return_WrongSecret_SaysSoAndTheAttemptStays()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var (redirect, word, attempt) = await portal.AuthoriseAsync(secret: "wrong-secret");

        var refused = await portal.ReturnAsync(redirect, word);

        Assert.IsType<AuthorisationRefused>(refused.Failure);
        var waiting = await portal.Agency.WithAsync<PortalQueries, IReadOnlyList<AuthorisationView>>(queries => queries.AuthorisationsAsync(CancellationToken.None));
        Assert.Equal([(attempt, nameof(AuthorisationRefused))], waiting.Select(view => (view.Id, view.ErrorCode!)));
        Assert.Empty(await portal.Agency.WithAsync<PortalQueries, IReadOnlyList<PortalView>>(queries => queries.ListAsync(CancellationToken.None)));
    }

    [Theory]
    [InlineData("", "local.1", "s", "Host")]
    [InlineData("client.bitrix24.com", "not an id", "s", "ClientId")]
    [InlineData("client.bitrix24.com", "local.1a2b", " ", "ClientSecret")]
    public async Task Begin_UnreadableField_NamesItAndStoresNothing(string host, string client, string secret, string field)
    {
        await using var product = await TestProduct.CreateAsync(cluster, services => Duplicates.ScanNode.AddFeatures(services, "127.0.0.1:1"));
        var agency = await product.RegisterAsync("Agency");

        var refused = await agency.WithAsync<ApplicationConnection, Result<PortalAuthorisationId>>(connection =>
            connection.BeginAsync(new ApplicationForm(host, client, secret, "Client", "Europe/Moscow"), CancellationToken.None));

        Assert.Equal(new ApplicationUnreadable(field), refused.Failure);
        Assert.False(await agency.DatabaseAsync(db => db.Set<PortalAuthorisation>().AnyAsync()));
    }

    [Fact]
    public async Task Callbacks_InstallEventUninstall_AreProvenByTheToken()
    {
        await using var portal = await ApplicationPortal.StartAsync(cluster);
        var id = await portal.ConnectAsync();

        var forged = await portal.PostAsync("/_app/install", new { to = Callback }, form => form["auth"]!["access_token"] = "forged");
        var installed = await portal.PostAsync("/_app/install", new { to = Callback });
        var connectedAfter = await (await portal.OpenAsync(id)).Value.CallAsync(new BitrixCall("profile"), CancellationToken.None);
        var wrong = await portal.PostAsync("/_app/update", new { to = Callback }, form => { form["event"] = "ONAPPUNINSTALL"; form["auth"]!["application_token"] = "0123456789abcdef0123456789abcdef"; });
        var stillThere = await portal.ViewAsync(id);
        var removed = await portal.PostAsync("/_app/uninstall", new { to = Callback });
        var view = await portal.ViewAsync(id);

        Assert.False(forged.Accepted);
        Assert.Equal(new CallbackOutcome(true, id), installed);
        Assert.True(connectedAfter.Succeeded);
        Assert.False(wrong.Accepted);
        Assert.Equal(PortalState.Connected, stillThere!.State);
        Assert.True(removed.Accepted);
        Assert.Equal((PortalState.CredentialRevoked, null), (view!.State, view.MaskedCredential));
        Assert.False(await portal.Agency.DatabaseAsync(db => db.Set<PortalCredential>().AnyAsync()));
    }

    private static async Task<string> DumpAsync(TestProduct product)
    {
        await using var source = product.OwnerSource();
        await using var command = source.CreateCommand("select coalesce(string_agg(protected || secret_protected, ''), '') from portal.portal_credentials");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
