using DedupPortal.Storage;
using DedupPortal.Tenants;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Components.Account;

/// <summary>What is wrong with the fields of an account form: one sentence per field, found together so that the person corrects them together.</summary>
public sealed class FieldErrors(IStringLocalizer<AccountText> texts, IOptions<IdentityOptions> identity)
{
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>The sentence, or null when the field is right.</summary>
    public string? this[string field] => _errors.GetValueOrDefault(field);

    public void Add(string field, string text) => _errors.TryAdd(field, text);

    public void CheckAgency(string? agency) => Check("Agency", Fits(agency, Tenant.NameLength), texts["AgencyMissing", Tenant.NameLength]);

    public void CheckName(string? name) => Check("Name", Fits(name, TenantMember.NameLength), texts["NameMissing", TenantMember.NameLength]);

    public void CheckEmail(string? email) => Check("Email", IsEmail(email), texts["EmailMissing"]);

    public void CheckPasswordGiven(string? password, string field = "Password") => Check(field, !string.IsNullOrEmpty(password), texts["PasswordMissing"]);

    public void CheckNewPassword(string? password, string field = "Password")
    {
        var rules = identity.Value.Password;
        Check(field, (password ?? "").Length >= rules.RequiredLength, texts["PasswordTooShort", rules.RequiredLength]);
        Check(field, (password ?? "").Distinct().Count() >= rules.RequiredUniqueChars, texts["PasswordTooUniform", rules.RequiredUniqueChars]);
    }

    /// <summary>Puts a refusal at its field. False when it belongs to none; the page then shows it as a whole.</summary>
    public bool TryPlace(Failure failure, string passwordField = "Password")
    {
        switch (failure)
        {
            case FieldInvalid { Field: "Agency" }:
                CheckAgency(null);
                return true;
            case FieldInvalid { Field: "Name" }:
                CheckName(null);
                return true;
            case FieldInvalid { Field: "Email" }:
                CheckEmail(null);
                return true;
            case AccountRefused refused:
                foreach (var code in refused.Codes)
                    Place(code, passwordField);
                return Any;
            default:
                return false;
        }
    }

    // The codes are those of Identity's IdentityErrorDescriber.
    private void Place(string code, string passwordField)
    {
        var rules = identity.Value.Password;
        var (field, text) = code switch
        {
            nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName) => ("Email", texts["EmailTaken"]),
            nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName) => ("Email", texts["EmailMissing"]),
            nameof(IdentityErrorDescriber.PasswordTooShort) => (passwordField, texts["PasswordTooShort", rules.RequiredLength]),
            nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => (passwordField, texts["PasswordTooUniform", rules.RequiredUniqueChars]),
            _ => (passwordField, texts["PasswordOther"]),
        };
        _errors.TryAdd(field, text);
    }

    private void Check(string field, bool right, string text)
    {
        if (!right)
            _errors.TryAdd(field, text);
    }

    private static bool Fits(string? text, int length) => !string.IsNullOrWhiteSpace(text) && text.Trim().Length <= length;

    private static bool IsEmail(string? text) =>
        text?.Trim() is { Length: >= 3 and <= 256 } email
        && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == email.LastIndexOf('@')
        && at < email.Length - 1
        && !email.Any(char.IsWhiteSpace);
}
