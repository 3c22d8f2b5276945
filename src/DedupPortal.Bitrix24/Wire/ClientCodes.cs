namespace DedupPortal.Bitrix24;

/// <summary>Codes of failures for which the portal gave no code of its own. Codes of the guard are in <see cref="AddressGuard"/>.</summary>
public static class ClientCodes
{
    /// <summary>No answer within <see cref="BitrixClientOptions.Timeout"/>.</summary>
    public const string Timeout = "CLIENT_TIMEOUT";

    /// <summary>No connection: refused, unreachable, or the secure channel broke before anything was sent.</summary>
    public const string NoConnection = "CLIENT_NO_CONNECTION";

    /// <summary>The connection broke after the request had begun.</summary>
    public const string ConnectionLost = "CLIENT_CONNECTION_LOST";

    /// <summary>The host name does not exist.</summary>
    public const string HostNotFound = "CLIENT_HOST_NOT_FOUND";

    /// <summary>The portal's certificate is not trusted.</summary>
    public const string Certificate = "CLIENT_CERTIFICATE";

    /// <summary>The answer is not JSON: HTML of a proxy, a cut-off body.</summary>
    public const string NotJson = "CLIENT_NOT_JSON";

    /// <summary>The answer is JSON, but has neither <c>result</c> nor <c>error</c>, or lacks the key of a batch call.</summary>
    public const string NoResult = "CLIENT_NO_RESULT";

    /// <summary>The answer is larger than <see cref="BitrixClientOptions.LargestAnswer"/>.</summary>
    public const string AnswerTooLarge = "CLIENT_ANSWER_TOO_LARGE";

    /// <summary>A redirect: to another host (renamed), or on the same host (not the REST address of a portal).</summary>
    public const string Redirected = "CLIENT_REDIRECTED";

    /// <summary>A list did not come in ascending order of ids, so it cannot be read to its end.</summary>
    public const string ListOrder = "CLIENT_LIST_ORDER";

    /// <summary>The authorisation server is none that <see cref="BitrixClientOptions.AuthServers"/> names.</summary>
    public const string AuthServerNotAllowed = "CLIENT_AUTH_SERVER_NOT_ALLOWED";

    /// <summary>The token belongs to another application.</summary>
    public const string OtherApplication = "CLIENT_OTHER_APPLICATION";

    /// <summary>The token belongs to another portal.</summary>
    public const string OtherPortal = "CLIENT_OTHER_PORTAL";

    /// <summary>Not sent: what is left of the method's operating time is kept for persons.</summary>
    public const string OperatingReserve = "CLIENT_OPERATING_RESERVE";
}
