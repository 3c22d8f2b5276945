using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Localisation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Web.Components.Account;

public sealed partial class InvitationPage(AccountCreation creation, SignInManager<Tenants.Account> signIn, NavigationManager navigation, FieldErrors errors)
{
    private InvitationView? _invitation;
    private Failure? _failure;

    [SupplyParameterFromForm(FormName = "invitation")]
    private Form Input { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private FieldErrors Errors => errors;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        _invitation = await creation.FindInvitationAsync(Token ?? "", Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        errors.CheckName(Input.Name);
        errors.CheckNewPassword(Input.Password);
        if (errors.Any || _invitation is null)
            return;

        var person = new NewAccount(Input.Name!, _invitation.Email, Input.Password!, Languages.Current.Code);
        var created = await creation.AcceptInvitationAsync(Token!, person, Http.RequestAborted);
        if (created.Failure is { } failure)
        {
            _failure = errors.TryPlace(failure) ? null : failure;
            if (failure is InvitationNotOpen)
                _invitation = null;
            return;
        }

        await signIn.SignInAsync(created.Value, isPersistent: false);
        navigation.NavigateTo(PortalUrls.Overview);
    }

    private sealed class Form
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
