using DedupPortal.Storage;
using DedupPortal.Tenants;
using DedupPortal.Web.Localisation;
using DedupPortal.Web.Setup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Components.Account;

public sealed partial class RegisterPage(
    AccountCreation creation, SignInManager<Tenants.Account> signIn, NavigationManager navigation, FieldErrors errors, IOptions<SiteOptions> site)
{
    private Failure? _failure;

    [SupplyParameterFromForm(FormName = "register")]
    private Form Input { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private FieldErrors Errors => errors;

    private IOptions<SiteOptions> Site => site;

    protected override void OnInitialized() => Input ??= new Form();

    private async Task SubmitAsync()
    {
        errors.CheckAgency(Input.Agency);
        errors.CheckName(Input.Name);
        errors.CheckEmail(Input.Email);
        errors.CheckNewPassword(Input.Password);
        if (errors.Any || !site.Value.Registration)
            return;

        var person = new NewAccount(Input.Name!, Input.Email!, Input.Password!, Languages.Current.Code);
        var created = await creation.RegisterAgencyAsync(Input.Agency!, person, Http.RequestAborted);
        if (created.Failure is { } failure)
        {
            _failure = errors.TryPlace(failure) ? null : failure;
            return;
        }

        await signIn.SignInAsync(created.Value, isPersistent: false);
        navigation.NavigateTo(PortalUrls.Overview);
    }

    private sealed class Form
    {
        public string? Agency { get; set; }

        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
