namespace DedupPortal.Web.Viewer;

/// <summary>
/// Light or dark. The choice lives in a cookie that site.js writes, so the first byte of a page already has the right colours;
/// a new visitor gets what the operating system prefers.
/// </summary>
public sealed record Appearance(string Name, string Theme)
{
    public const string CookieName = "portal.appearance";

    public static readonly Appearance Light = new("light", "standard");

    public static readonly Appearance Dark = new("dark", "standard-dark");

    /// <summary>Radzen's theme and its addition with readable contrasts.</summary>
    public static IReadOnlyList<string> StyleSheets { get; } = ["base", "wcag"];

    public string Address(string styleSheet) => $"_content/Radzen.Blazor/css/{Theme}-{styleSheet}.css";

    public static Appearance Of(HttpRequest request) =>
        request.Cookies[CookieName] == Dark.Name ? Dark : Light;
}
