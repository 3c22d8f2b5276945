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
    /// answer is lost the portal must be read before anything is sent again.
    /// </summary>
    public bool Repeatable { get; init; } = IsRead(Method);

    private static bool IsRead(string method) =>
        method.EndsWith(".list", StringComparison.OrdinalIgnoreCase)
        || method.EndsWith(".get", StringComparison.OrdinalIgnoreCase)
        || method.EndsWith(".fields", StringComparison.OrdinalIgnoreCase)
        || method is "profile" or "scope" or "methods" or "server.time" or "user.admin" or "user.current" or "crm.duplicate.findbycomm";
}
