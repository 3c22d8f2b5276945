using System.Globalization;
using System.Security.Claims;
using DedupPortal.Tenants;

namespace DedupPortal.Web.Viewer;

/// <summary>How the signed-in person is shown.</summary>
public static class Person
{
    extension(ClaimsPrincipal principal)
    {
        /// <summary>The person's name in the agency; their address before they have one. Empty when nobody is signed in.</summary>
        public string PersonName => principal.FindFirstValue(TenantClaims.DisplayName) ?? principal.Identity?.Name ?? "";

        /// <summary>The account's id. Throws for somebody who is not signed in.</summary>
        public Guid AccountId => Guid.Parse(principal.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("Nobody is signed in."));

        /// <summary>First letters of the first two words of the name, in capitals.</summary>
        public string Initials => string.Concat(principal.PersonName
            .Split([' ', '.', '@', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Take(2)
            .Select(word => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture)));
    }
}
