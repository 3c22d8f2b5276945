namespace DedupPortal.Emulator.Accounts;

/// <summary>What kind of portal this is; everything here is set by the handle `/_portal`.</summary>
internal sealed class PortalProfile
{
    /// <summary>Who is logged in in every browser; 0: nobody.</summary>
    public int BrowserUser { get; set; } = 1;

    /// <summary>Where sources disagree about a status, the documentation's 403 instead of the 401 that live portals answer.</summary>
    public bool DocumentedStatuses { get; set; }

    /// <summary>A code that is wrong, used or too old is <c>bad_verification_code</c>, which SDKs know, instead of <c>invalid_grant</c>.</summary>
    public bool BadVerificationCode { get; set; }

    /// <summary>`start` and `finish` of the `time` block come without fractions.</summary>
    public bool WholeSeconds { get; set; }

    /// <summary>The code 100 comes as a number instead of a text.</summary>
    public bool NumericCodes { get; set; }

    /// <summary>crm.duplicate.findbycomm compares phones as they are written instead of by their digits.</summary>
    public bool StrictPhones { get; set; }

    /// <summary>Whether a refresh token may be used again after it was replaced.</summary>
    public bool RefreshReuse { get; set; }

    /// <summary>Installed at the client's: no limits of requests, no token proxy, a licence that says so.</summary>
    public bool OnPremise { get; set; }

    /// <summary>Zone and plan of a cloud portal, such as `ru_pro100`.</summary>
    public string Licence { get; set; } = "ru_pro100";

    /// <summary>Access tokens over plain http are refused.</summary>
    public bool HttpsOnly { get; set; }

    /// <summary>The plan has no REST any more.</summary>
    public bool RestClosed { get; set; }

    /// <summary>Every new lead becomes a deal at once.</summary>
    public bool SimpleCrm { get; set; }

    public bool OfflineEvents { get; set; } = true;

    public bool AuthConnector { get; set; } = true;

    /// <summary>Methods that this version does not have; a `*` at the end stands for anything.</summary>
    public List<string> MissingMethods { get; set; } = [];

    public List<string> MissingEvents { get; set; } = [];

    /// <summary>Method → `waiting` or `denied`: an administrator has to allow it and has not.</summary>
    public Dictionary<string, string> Confirmations { get; set; } = [];

    /// <summary>`/portal`: where the portal lives below its host; empty for the root.</summary>
    public string BasePath { get; set; } = "";

    /// <summary>The host applications are told after a rename; null: where the portal listens.</summary>
    public string? Host { get; set; }

    /// <summary>An unknown method is refused before anybody asks who calls.</summary>
    public bool MethodBeforeCaller { get; set; } = true;

    /// <summary>The portal is gone: every call gets this status with PORTAL_DELETED; 0: it is there.</summary>
    public int DeletedStatus { get; set; }

    /// <summary>Whether smart processes keep what is deleted; shown by crm.type.list only.</summary>
    public bool RecycleBin { get; set; } = true;

    public string LicenceShown => OnPremise ? Licence.Split('_')[0] + "_selfhosted" : Licence;

    public string LicenceType => LicenceShown[(LicenceShown.IndexOf('_', StringComparison.Ordinal) + 1)..];

    public string LicenceFamily => LicenceType.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    public bool KnowsMethod(string name) => !MissingMethods.Exists(m => Fits(m, name));

    public bool KnowsEvent(string name) => !MissingEvents.Exists(m => Fits(m, name));

    private static bool Fits(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase);
}
