using System.Security.Claims;
using System.Globalization;

namespace DedupPortal.Web.Viewer;

/// <summary>How the signed-in person is shown.</summary>
public static class Person
{
    extension(ClaimsPrincipal principal)
    {
        /// <summary>The person's name in the agency; their address before they have one. Empty when nobody is signed in.</summary>
        public string PersonName => principal.FindFirstValue("dedup:name") ?? principal.Identity?.Name ?? "";

        /// <summary>The agency's name, empty without one.</summary>
        public string Agency => principal.FindFirstValue("dedup:agency") ?? "";

        /// <summary>First letters of the first two words of the name, in capitals.</summary>
        public string Initials => string.Concat(principal.PersonName
            .Split([' ', '.', '@', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Take(2)
            .Select(word => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture)));
    }
}
