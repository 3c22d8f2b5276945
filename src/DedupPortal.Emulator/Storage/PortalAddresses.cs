namespace DedupPortal.Emulator.Storage;

/// <summary>Where the portal and its authorisation server answer; known once the program listens.</summary>
internal sealed class PortalAddresses
{
    /// <summary>Without a slash at the end.</summary>
    public string Portal { get; set; } = "";

    /// <summary>Without a slash at the end.</summary>
    public string AuthServer { get; set; } = "";

    public string PortalHost => new Uri(Portal).Authority;

    public string AuthHost => new Uri(AuthServer).Authority;

    public int AuthPort => new Uri(AuthServer).Port;

    public string ClientEndpoint => Portal + "/rest/";

    public string ServerEndpoint => AuthServer + "/rest/";
}
