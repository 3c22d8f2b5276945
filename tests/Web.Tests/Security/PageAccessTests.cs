using DedupPortal.Web.Components;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace DedupPortal.Web.Tests.Security;

public sealed class PageAccessTests
{
    private static readonly string[] s_open =
    [
        "AccessDeniedPage", "ErrorPage", "ForgotPasswordPage", "InvitationPage", "RegisterPage", "ResetPasswordPage", "SignInPage", "StatusPage",
    ];

    public static TheoryData<string> Pages =>
        [.. Routable().Select(page => page.FullName!)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_Route_NeedsSignInUnlessItIsADoor(string name)
    {
        var page = typeof(App).Assembly.GetType(name)!;

        var open = page.IsDefined(typeof(AllowAnonymousAttribute), inherit: true);

        Assert.Equal(s_open.Contains(page.Name), open);
        Assert.True(open || page.IsDefined(typeof(AuthorizeAttribute), inherit: true), $"{name} is not checked by the router inside a circuit");
    }

    [Fact]
    public void Page_Doors_AllExist() => Assert.Empty(s_open.Except(Routable().Select(page => page.Name)));

    private static IEnumerable<Type> Routable() => typeof(App).Assembly.GetTypes().Where(type => type.IsDefined(typeof(RouteAttribute), inherit: false));
}
