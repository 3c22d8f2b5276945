using DedupPortal.Web.Security;

namespace DedupPortal.Web.Tests.Security;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/review?page=2")]
    [InlineData("/portals/1#scan")]
    public void OrHome_PathOfThisSite_IsKept(string address) => Assert.Equal(address, LocalAddress.OrHome(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("review")]
    [InlineData("https://other.example/")]
    [InlineData("//other.example")]
    [InlineData(@"/\other.example")]
    [InlineData("/\t/other.example")]
    [InlineData("javascript:alert(1)")]
    public void OrHome_AnythingElse_IsTheFirstPage(string? address) => Assert.Equal("/", LocalAddress.OrHome(address));
}
