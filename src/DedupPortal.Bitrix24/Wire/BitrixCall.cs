using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>
/// One REST call: a method name such as <c>crm.contact.get</c> and its parameters as JSON.
/// <paramref name="Parameters"/> null means none. <see cref="Repeatable"/> tells whether sending it twice is harmless.
/// </summary>
public sealed record BitrixCall(string Method, JsonObject? Parameters = null)
{
    /// <summary>
    /// True for reads and for writes that set an absolute state. A call that adds, deletes or merges is false: when its
    /// answer is lost the portal must be read before anything is sent again. Reads are known by their names; an
    /// absolute write has to say so itself.
    /// </summary>
    public bool Repeatable { get; init; } = IsRead(Method);

    /// <summary>The method only: parameters hold phones and message texts.</summary>
    public override string ToString() => Method;

    private static bool IsRead(string method)
    {
        var name = method.ToLowerInvariant();

        // Reading the offline queue empties it unless told otherwise.
        if (name == "event.offline.get") return false;
        return name.EndsWith(".list", StringComparison.Ordinal)
            || name.EndsWith(".get", StringComparison.Ordinal)
            || name.EndsWith(".getlastid", StringComparison.Ordinal)
            || name.EndsWith(".fields", StringComparison.Ordinal)
            || name is "profile" or "scope" or "methods" or "server.time" or "app.info" or "user.admin" or "user.current" or "crm.duplicate.findbycomm";
    }
}
