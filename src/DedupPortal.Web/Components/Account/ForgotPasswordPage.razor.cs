using System.Net.Mail;
using DedupPortal.Web.Components.Shared;
using DedupPortal.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace DedupPortal.Web.Components.Account;

/// <summary>Says the same whether the address has an account or not.</summary>
public sealed partial class ForgotPasswordPage(UserManager<Tenants.Account> accounts, AccountMails mails, FieldErrors errors, ErrorReferences references)
{
    private bool _sent;
    private string? _reference;

    [SupplyParameterFromForm(FormName = "forgot-password")]
    private Form Input { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private FieldErrors Errors => errors;

    protected override void OnInitialized() => Input ??= new Form();

    private async Task SubmitAsync()
    {
        errors.CheckEmail(Input.Email);
        if (errors.Any)
            return;

        if (await accounts.FindByEmailAsync(Input.Email!.Trim()) is { } account)
        {
            try
            {
                await mails.SendPasswordResetAsync(account, await accounts.GeneratePasswordResetTokenAsync(account), Http.RequestAborted);
            }
            catch (Exception failure) when (failure is SmtpException or IOException or UnauthorizedAccessException)
            {
                _reference = references.Log(failure, "mail about a forgotten password");
                return;
            }
        }

        _sent = true;
    }

    private sealed class Form
    {
        public string? Email { get; set; }
    }
}
