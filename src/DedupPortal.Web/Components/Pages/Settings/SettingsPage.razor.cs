using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Components.Account;
using DedupPortal.Web.Localisation;
using DedupPortal.Web.Viewer;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Web.Components.Pages.Settings;

/// <summary>Static, because name, language and password all change cookies.</summary>
public sealed partial class SettingsPage(
    PersonalSettings settings,
    UserManager<Tenants.Account> accounts,
    SignInManager<Tenants.Account> signIn,
    TenantScope scope,
    NavigationManager navigation,
    Func<FieldErrors> newErrors)
{
    private readonly FieldErrors _profileErrors = newErrors();
    private readonly FieldErrors _passwordErrors = newErrors();
    private Failure? _failure;

    [SupplyParameterFromForm(FormName = "profile")]
    private ProfileForm Profile { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordForm Password { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private TenantScope Scope => scope;

    protected override void OnInitialized()
    {
        Profile ??= new ProfileForm { Name = Http.User.PersonName, Language = Languages.Current.Code };
        Password ??= new PasswordForm();
    }

    private async Task SaveProfileAsync()
    {
        Done = null;
        _profileErrors.CheckName(Profile.Name);
        if (_profileErrors.Any)
            return;

        var account = await AccountAsync();
        var language = Languages.Find(Profile.Language) ?? Languages.Current;
        var renamed = await settings.RenameAsync(Profile.Name!, Http.RequestAborted);
        if (renamed.Failure is { } failure)
        {
            _failure = _profileErrors.TryPlace(failure) ? null : failure;
            return;
        }

        account.Language = language.Code;
        var saved = await accounts.UpdateAsync(account);
        if (!saved.Succeeded)
        {
            _failure = new ChangedMeanwhile();
            return;
        }

        await signIn.RefreshSignInAsync(account);
        LanguageSwitch.Remember(Http.Response, language);
        navigation.NavigateTo(PortalUrls.With(PortalUrls.Settings, ("done", "profile")));
    }

    private async Task SavePasswordAsync()
    {
        Done = null;
        _passwordErrors.CheckPasswordGiven(Password.Current, "Current");
        _passwordErrors.CheckNewPassword(Password.New, "New");
        if (_passwordErrors.Any)
            return;

        var account = await AccountAsync();
        var changed = await accounts.ChangePasswordAsync(account, Password.Current!, Password.New!);
        if (!changed.Succeeded)
        {
            if (changed.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.PasswordMismatch)))
                _passwordErrors.Add("Current", L["CurrentWrong"]);
            else
                _passwordErrors.TryPlace(new AccountRefused([.. changed.Errors.Select(error => error.Code)]), "New");
            return;
        }

        await signIn.RefreshSignInAsync(account);
        navigation.NavigateTo(PortalUrls.With(PortalUrls.Settings, ("done", "password")));
    }

    private async Task<Tenants.Account> AccountAsync() =>
        await accounts.GetUserAsync(Http.User) ?? throw new InvalidOperationException("The signed-in person has no account.");

    private sealed class ProfileForm
    {
        public string? Name { get; set; }

        public string? Language { get; set; }
    }

    private sealed class PasswordForm
    {
        public string? Current { get; set; }

        public string? New { get; set; }
    }
}
