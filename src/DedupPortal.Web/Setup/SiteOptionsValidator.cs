using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>Names every wrong key of the section <c>Site</c> at once.</summary>
public sealed class SiteOptionsValidator : IValidateOptions<SiteOptions>
{
    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        var failures = new List<string>();

        if (!string.IsNullOrEmpty(options.PublicAddress) && !IsAddress(options.PublicAddress))
            failures.Add("Site:PublicAddress must be an absolute http or https address without path, query or slash at the end, like https://portal.example.com.");
        if (options.SignInDays is < 1 or > 90)
            failures.Add($"Site:SignInDays is {options.SignInDays}; it must be between 1 and 90.");

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && text == address.GetLeftPart(UriPartial.Authority);
}
