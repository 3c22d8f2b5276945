using DedupPortal.Web.Localisation;
using DedupPortal.Web.Security;
using DedupPortal.Web.Setup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Components.Account;

public sealed partial class SignInPage(
    SignInManager<Tenants.Account> signIn, UserManager<Tenants.Account> accounts, NavigationManager navigation, FieldErrors errors, IOptions<SiteOptions> site)
{
    private Refusal? _refusal;

    [SupplyParameterFromForm(FormName = "sign-in")]
    private Form Input { get; set; } = default!;

    [SupplyParameterFromQuery(Name = PortalUrls.ReturnUrlParameter)]
    private string? ReturnUrl { get; set; }

    /// <summary>What has just been done, told by the page before.</summary>
    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private FieldErrors Errors => errors;

    private IOptions<SiteOptions> Site => site;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        // Whoever is sent here because a sign-in does not hold any more is not let in again by what is left of it.
        if (Http.User.Identity?.IsAuthenticated == true && await signIn.ValidateSecurityStampAsync(Http.User) is null) await signIn.SignOutAsync();
    }

    private async Task SubmitAsync()
    {
        errors.CheckEmail(Input.Email);
        errors.CheckPasswordGiven(Input.Password);
        if (errors.Any)
            return;

        var account = await accounts.FindByEmailAsync(Input.Email!.Trim());
        if (account is null)
        {
            // As slow as a wrong password, so that the time tells nobody which addresses have accounts.
            accounts.PasswordHasher.HashPassword(new Tenants.Account(), Input.Password!);
            _refusal = new(L["WrongWhat"], L["WrongNext"]);
            return;
        }

        var result = await signIn.CheckPasswordSignInAsync(account, Input.Password!, lockoutOnFailure: true);
        _refusal = (result, account) switch
        {
            ({ IsLockedOut: true }, _) => new(L["LockedWhat"], L["LockedNext"]),
            ({ Succeeded: false }, _) => new(L["WrongWhat"], L["WrongNext"]),
            (_, { TenantId: null }) => new(L["NoAgencyWhat"], L["NoAgencyNext"]),
            _ => null,
        };
        if (_refusal is not null)
            return;

        await signIn.SignInAsync(account, Input.Remember);
        // A new browser speaks the account's language; one in which a language was chosen keeps it.
        if (!Http.Request.Cookies.ContainsKey(Languages.CookieName))
            LanguageSwitch.Remember(Http.Response, Languages.Find(account.Language) ?? Languages.Current);
        navigation.NavigateTo(LocalAddress.OrHome(ReturnUrl));
    }

    private sealed record Refusal(string What, string Next);

    private sealed class Form
    {
        public string? Email { get; set; }

        public string? Password { get; set; }

        public bool Remember { get; set; }
    }
}
