namespace DedupPortal.Emulator.Storage;

/// <summary>Where the portal and its authorisation server answer; known once the program listens.</summary>
internal sealed class PortalAddresses(Func<Accounts.PortalProfile> profile)
{
    /// <summary>Where the portal listens; without a slash at the end.</summary>
    public string Listening { get; set; } = "";

    /// <summary>Without a slash at the end.</summary>
    public string AuthServer { get; set; } = "";

    /// <summary>What applications are told: the new host after a rename, with the folder the portal lives in.</summary>
    public string Portal => (profile().Host is { } host ? $"{new Uri(Listening).Scheme}://{host}" : Listening) + profile().BasePath;

    public string PortalHost => new Uri(Portal).Authority;

    public string AuthHost => new Uri(AuthServer).Authority;

    public int AuthPort => new Uri(AuthServer).Port;

    public string ClientEndpoint => Portal + "/rest/";

    public string ServerEndpoint => AuthServer + "/rest/";
}
