namespace DedupPortal.Bitrix24;

/// <summary>Settings of all clients of one process.</summary>
public sealed class BitrixClientOptions
{
    /// <summary>How long one attempt may take. The cloud itself gives up after 60 s; default 70 s, so that its answer is seen.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(70);

    /// <summary>How often a call is sent at most, the first time included. Default 4; 1 switches repetition off.</summary>
    public int Attempts { get; set; } = 4;

    /// <summary>Wait before the second attempt; doubled for each further one, a random half taken off. Default 500 ms.</summary>
    public TimeSpan RetryBase { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait inside the client. An answer that implies more is handed to the caller at once. Default 8 s.</summary>
    public TimeSpan RetryCap { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Requests per second that a portal drains. Default 2 (every plan but Enterprise).</summary>
    public double RequestsPerSecond { get; set; } = RateLimit.Standard.PerSecond;

    /// <summary>Requests at once above which a portal refuses. Default 50 (every plan but Enterprise).</summary>
    public int RequestBurst { get; set; } = RateLimit.Standard.Burst;

    /// <summary>Largest answer in bytes, unpacked; a page of 2,500 wide cards is about 25 MB. Default 128 MB.</summary>
    public int LargestAnswer { get; set; } = 128 * 1024 * 1024;

    /// <summary>
    /// Endpoints as <c>host:port</c> that may be called although they are not public or not https: the demo portal on
    /// loopback, an on-premise portal inside the operator's network. Empty by default.
    /// </summary>
    public IList<string> AllowedEndpoints { get; set; } = [];

    /// <summary>
    /// Authorisation servers besides the cloud's own (<see cref="OAuthClient.CloudServers"/>), as <c>https://host</c> with
    /// the port when it is not the scheme's own: for portals in an isolated network. Their address arrives in requests
    /// that anybody can send, so no other is called. Empty by default.
    /// </summary>
    public IList<string> AuthServers { get; set; } = [];

    /// <summary>Operating time that a portal allows a method within ten minutes. Default 480 s.</summary>
    public TimeSpan OperatingLimit { get; set; } = OperatingBudget.CloudLimit;
}
