using DedupPortal.Tenants;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Web.Components.Account;

public sealed partial class ResetPasswordPage(UserManager<Tenants.Account> accounts, NavigationManager navigation, FieldErrors errors)
{
    private bool _linkDead;

    [SupplyParameterFromForm(FormName = "reset-password")]
    private Form Input { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Email { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    private FieldErrors Errors => errors;

    protected override void OnInitialized() => Input ??= new Form();

    private async Task SubmitAsync()
    {
        errors.CheckNewPassword(Input.Password);
        if (errors.Any)
            return;

        // An address without an account looks like a dead link: the page tells nobody which addresses exist.
        if (await accounts.FindByEmailAsync(Email!) is not { } account)
        {
            _linkDead = true;
            return;
        }

        var reset = await accounts.ResetPasswordAsync(account, Token!, Input.Password!);
        if (!reset.Succeeded)
        {
            var codes = reset.Errors.Select(error => error.Code).ToList();
            _linkDead = codes.Contains(nameof(IdentityErrorDescriber.InvalidToken));
            if (!_linkDead)
                errors.TryPlace(new AccountRefused(codes));
            return;
        }

        await accounts.SetLockoutEndDateAsync(account, null);
        navigation.NavigateTo(PortalUrls.With(PortalUrls.SignInPath, ("done", "password")));
    }

    private sealed class Form
    {
        public string? Password { get; set; }
    }
}
