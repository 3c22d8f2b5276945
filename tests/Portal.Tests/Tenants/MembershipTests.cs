using System.Security.Claims;
using DedupPortal.Audit;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Portal.Tests.Tenants;

public sealed class MembershipTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Register_NewAgency_GivesAnOwnerWhoseClaimsEnterIt()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");

        await using var services = product.Services.CreateAsyncScope();
        var principal = await services.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(agency.Owner);
        var scope = new TenantScope();
        var entered = scope.TryEnter(principal);

        Assert.True(entered);
        Assert.Equal((agency.Id, MemberRole.Owner, agency.Owner.Id), (scope.Tenant, scope.Actor.Role!.Value, scope.Actor.AccountId!.Value));
    }

    [Theory]
    [InlineData("", "a@b.example", "long enough password", nameof(FieldInvalid))]
    [InlineData("Agency", "a@b.example", "short", nameof(AccountRefused))]
    public async Task Register_BadInput_CreatesNothing(string name, string email, string password, string failure)
    {
        await using var product = await TestProduct.CreateAsync(cluster);

        await using var services = product.Services.CreateAsyncScope();
        var refused = await services.ServiceProvider.GetRequiredService<AccountCreation>()
            .RegisterAgencyAsync(name, new NewAccount("Somebody", email, password, "ru"), CancellationToken.None);

        Assert.Equal(failure, refused.Failure?.Code);
        await using var owner = Npgsql.NpgsqlDataSource.Create(await product.Database.SuperuserConnectionStringAsync());
        await using var command = owner.CreateCommand("select (select count(*) from portal.tenants) + (select count(*) from portal.accounts)");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Register_AddressThatExists_IsRefusedAndLeavesNoAgency()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("First");

        await using var services = product.Services.CreateAsyncScope();
        var refused = await services.ServiceProvider.GetRequiredService<AccountCreation>()
            .RegisterAgencyAsync("Second", new NewAccount("Somebody", agency.Owner.Email!, TestProduct.Password, "ru"), CancellationToken.None);

        Assert.Contains("DuplicateEmail", Assert.IsType<AccountRefused>(refused.Failure).Codes);
    }

    [Fact]
    public async Task Invitation_AcceptedOnce_JoinsWithItsRoleAndIsThenClosed()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        var link = (await agency.WithAsync<Membership, Result<InvitationLink>>(m => m.InviteAsync("op@agency.example", MemberRole.Operator, CancellationToken.None))).Value;

        await using var services = product.Services.CreateAsyncScope();
        var creation = services.ServiceProvider.GetRequiredService<AccountCreation>();
        var seen = await creation.FindInvitationAsync(link.Token, CancellationToken.None);
        var joined = await creation.AcceptInvitationAsync(link.Token, new NewAccount("Operator", "ignored@other.example", TestProduct.Password, "ru"), CancellationToken.None);
        var again = await creation.AcceptInvitationAsync(link.Token, new NewAccount("Intruder", "x@other.example", TestProduct.Password, "ru"), CancellationToken.None);

        Assert.Equal(("Agency", "op@agency.example", MemberRole.Operator), (seen!.Agency, seen.Email, seen.Role));
        Assert.Equal("op@agency.example", joined.Value.Email);
        Assert.IsType<InvitationNotOpen>(again.Failure);
        var team = await agency.WithAsync<MembershipQueries, Team>(queries => queries.TeamAsync(CancellationToken.None));
        Assert.Equal([MemberRole.Operator, MemberRole.Owner], team.Members.Select(member => member.Role).OrderDescending());
        Assert.Empty(team.Invitations);
    }

    [Fact]
    public async Task Invitation_TokenOfAnotherSecret_IsNotOpen()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        var link = (await agency.WithAsync<Membership, Result<InvitationLink>>(m => m.InviteAsync("op@agency.example", MemberRole.Operator, CancellationToken.None))).Value;
        var renewed = (await agency.WithAsync<Membership, Result<InvitationLink>>(m => m.RenewInvitationAsync(link.Id, CancellationToken.None))).Value;

        await using var services = product.Services.CreateAsyncScope();
        var creation = services.ServiceProvider.GetRequiredService<AccountCreation>();

        Assert.Null(await creation.FindInvitationAsync(link.Token, CancellationToken.None));
        Assert.Null(await creation.FindInvitationAsync("not-a-token", CancellationToken.None));
        Assert.NotNull(await creation.FindInvitationAsync(renewed.Token, CancellationToken.None));
    }

    [Theory]
    [InlineData(MemberRole.Operator, MemberRole.Operator)]
    [InlineData(MemberRole.Auditor, MemberRole.Auditor)]
    [InlineData(MemberRole.Admin, MemberRole.Owner)]
    public async Task Invite_BeyondOnesRights_IsRefused(MemberRole actor, MemberRole invited)
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");

        var refused = await agency.WithAsync<Membership, Result<InvitationLink>>(m => m.InviteAsync("op@agency.example", invited, CancellationToken.None), actor);

        Assert.IsType<NotAllowed>(refused.Failure);
    }

    [Fact]
    public async Task LastOwner_RemovedOrDemoted_IsRefused()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");

        var removed = await agency.WithAsync<Membership, Result<Done>>(m => m.RemoveAsync(agency.Owner.Id, CancellationToken.None));
        var demoted = await agency.WithAsync<Membership, Result<Done>>(m => m.ChangeRoleAsync(agency.Owner.Id, MemberRole.Admin, CancellationToken.None));

        Assert.IsType<LastOwner>(removed.Failure);
        Assert.IsType<LastOwner>(demoted.Failure);
    }

    [Fact]
    public async Task Remove_Member_TakesTheAgencyFromTheNextPrincipalAndIsRecorded()
    {
        await using var product = await TestProduct.CreateAsync(cluster);
        var agency = await product.RegisterAsync("Agency");
        var link = (await agency.WithAsync<Membership, Result<InvitationLink>>(m => m.InviteAsync("op@agency.example", MemberRole.Admin, CancellationToken.None))).Value;
        await using var services = product.Services.CreateAsyncScope();
        var member = (await services.ServiceProvider.GetRequiredService<AccountCreation>()
            .AcceptInvitationAsync(link.Token, new NewAccount("Admin", "", TestProduct.Password, "ru"), CancellationToken.None)).Value;

        var removed = await agency.WithAsync<Membership, Result<Done>>(m => m.RemoveAsync(member.Id, CancellationToken.None));

        Assert.True(removed.Succeeded);
        await using var later = product.Services.CreateAsyncScope();
        var account = await later.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByIdAsync(member.Id.ToString());
        var principal = await later.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(account!);
        Assert.Null(principal.FindFirstValue(TenantClaims.Tenant));
        Assert.NotEqual(member.SecurityStamp, account!.SecurityStamp);
        var recorded = await agency.DatabaseAsync(db => db.Set<AuditEntry>().OrderByDescending(entry => entry.Position).FirstAsync());
        Assert.Equal((AuditAction.MemberRemoved, $"member:{member.Id}"), (recorded.Action, recorded.Subject));
    }
}
