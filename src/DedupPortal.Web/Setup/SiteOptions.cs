namespace DedupPortal.Web.Setup;

/// <summary>Settings of the site itself, section <c>Site</c>.</summary>
public sealed class SiteOptions
{
    public const string Section = "Site";

    /// <summary>
    /// The address that people open, without a slash at the end; links in mails begin with it.
    /// Null: the address of the request that caused the mail.
    /// </summary>
    public string? PublicAddress { get; set; }

    /// <summary>How many days a sign-in with "keep me signed in" lasts. 1 to 90.</summary>
    public int SignInDays { get; set; } = 14;

    /// <summary>Whether anybody may register an agency; otherwise people come by invitation only.</summary>
    public bool Registration { get; set; } = true;
}
