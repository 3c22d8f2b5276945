using Bunit;
using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Components.Pages.Team;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPortal.Web.Tests.Team;

public sealed class TeamMembersTests : ComponentTest
{
    private static readonly TenantId s_agency = TenantId.New();
    private readonly TenantScope _scope = new();

    public TeamMembersTests() => Services.AddSingleton(_scope);

    [Theory]
    [InlineData(MemberRole.Owner, 3)]
    [InlineData(MemberRole.Admin, 2)] // not the owner
    [InlineData(MemberRole.Operator, 0)]
    [InlineData(MemberRole.Auditor, 0)]
    public void Rows_ActorsRole_DecidesWhoCanBeChanged(MemberRole acting, int changeable)
    {
        var list = List(acting, MemberRole.Owner, MemberRole.Admin, MemberRole.Operator);

        Assert.Equal(changeable, list.FindAll("td.list-actions button").Count);
        Assert.Equal(changeable, list.FindAll(".rz-dropdown").Count);
    }

    [Fact]
    public void Choices_ForAnAdmin_DoNotMakeAnOwner()
    {
        var list = List(MemberRole.Admin, MemberRole.Operator);

        Assert.DoesNotContain(list.FindAll("li"), choice => choice.TextContent.Contains("Owner", StringComparison.Ordinal));
    }

    [Fact]
    public void Remove_Pressed_NamesTheMember()
    {
        TenantMember? removed = null;
        var list = List(MemberRole.Owner, remove: member => removed = member, roles: [MemberRole.Operator]);

        list.Find("td.list-actions button").Click();

        Assert.Equal("Member 0", removed?.Name);
    }

    private IRenderedComponent<TeamMembers> List(MemberRole acting, params MemberRole[] roles) => List(acting, _ => { }, roles);

    private IRenderedComponent<TeamMembers> List(MemberRole acting, Action<TenantMember> remove, MemberRole[] roles)
    {
        _scope.Enter(s_agency, new Actor(Guid.NewGuid(), "Somebody", acting));
        var members = roles.Select((role, i) => new TenantMember(s_agency, Guid.NewGuid(), $"Member {i}", $"member{i}@agency.example", role, Clock.GetUtcNow())).ToList();
        return Render<TeamMembers>(parameters => parameters.Add(list => list.Members, members).Add(list => list.OnRemove, remove));
    }
}
