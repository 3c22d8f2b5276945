using DedupPortal.Mirror;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Portals;

/// <summary>The words about scans.</summary>
public sealed class ScanText
{
    /// <summary>Why a scan waits or failed, as (what happened, what to do next); null when all is well.</summary>
    public static (string What, string Next)? Trouble(IStringLocalizer<FailureText> texts, ScanProgress scan)
    {
        if (scan.ErrorCode is not { } code) return null;
        object[] parameters = [.. scan.ErrorParameters.Select(parameter => texts[$"{code}_Of_{parameter}"] is { ResourceNotFound: false } words ? words.Value : parameter)];
        return (texts[code, parameters], texts[$"{code}_Next", parameters]);
    }
}
