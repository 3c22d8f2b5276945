using DedupPortal.Storage;
using Microsoft.Extensions.Options;

namespace DedupPortal.Web.Setup;

/// <summary>What opens the stored credentials, section <c>Secrets</c>.</summary>
public sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>32 bytes in Base64, the same on every node, kept apart from the database. The embedded default makes its own.</summary>
    public string MasterKey { get; set; } = "";
}

/// <summary>Names what is wrong in the section <c>Secrets</c>, without showing it.</summary>
public sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretsOptions options)
    {
        try
        {
            _ = new MasterKey(options.MasterKey);
            return ValidateOptionsResult.Success;
        }
        catch (FormatException)
        {
            return ValidateOptionsResult.Fail("Secrets:MasterKey must be 32 bytes in Base64 (openssl rand -base64 32), the same on every node.");
        }
    }
}
