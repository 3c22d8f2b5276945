namespace DedupPortal.Emulator.Accounts;

/// <summary>What kind of portal this is; everything here is set by the handle `/_portal`.</summary>
internal sealed class PortalProfile
{
    /// <summary>Who is logged in in every browser; 0: nobody.</summary>
    public int BrowserUser { get; set; } = 1;

    /// <summary>Where sources disagree about a status, the documentation's 403 instead of the 401 that live portals answer.</summary>
    public bool DocumentedStatuses { get; set; }

    /// <summary>Whether a refresh token may be used again after it was replaced.</summary>
    public bool RefreshReuse { get; set; }
}
