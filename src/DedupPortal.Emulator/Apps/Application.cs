namespace DedupPortal.Emulator.Apps;

internal enum Installation
{
    /// <summary>Known to the portal, never installed or removed again.</summary>
    None,

    /// <summary>Its installation page has the tokens but has not said that it is done.</summary>
    Pending,

    Done,
}

/// <summary>An application of the portal, as its form under Developer resources would describe it.</summary>
internal sealed class Application
{
    public int Id { get; set; }

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public List<string> Scopes { get; set; } = [];

    /// <summary>L local, F free, D demo, T trial, P paid.</summary>
    public string Status { get; set; } = "L";

    public int Version { get; set; } = 1;

    /// <summary>Where the browser goes with a code; without it the code is shown on a page.</summary>
    public string? Redirect { get; set; }

    /// <summary>Initial installation path.</summary>
    public string? Installer { get; set; }

    /// <summary>The application's main page, shown in a frame.</summary>
    public string? Handler { get; set; }

    /// <summary>Has pages in the portal: its installation page must say when it is done.</summary>
    public bool HasPages { get; set; }

    public Installation Installation { get; set; } = Installation.Done;

    /// <summary>Constant while it is installed; the only proof that a callback without tokens carries.</summary>
    public string ApplicationToken { get; set; } = "";

    public bool PaymentExpired { get; set; }

    /// <summary>Users who may use it; null: everybody.</summary>
    public List<int>? Users { get; set; }

    /// <summary>As <paramref name="seeded"/>, under this one's credentials: what was printed at the start stays true after a reset.</summary>
    public Application AsRegistered(Application seeded)
    {
        (seeded.ClientId, seeded.ClientSecret, seeded.ApplicationToken) = (ClientId, ClientSecret, ApplicationToken);
        return seeded;
    }
}
