using System.Text.Json.Nodes;

namespace DedupPortal.Emulator.Protocol;

internal sealed record RestMethod(string Name, string Scope, bool Writes, Func<RestCall, JsonNode?> Run)
{
    /// <summary>Refused for incoming webhooks: the method needs an application.</summary>
    public RestRefusalException? WebhookRefusal { get; init; }
}

/// <summary>All methods by lower-case name.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, RestMethod> _methods = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<RestMethod> All => _methods.Values;

    public RestMethod? Find(string name) => _methods.GetValueOrDefault(name);

    public void Read(string name, Func<RestCall, JsonNode?> run) => Add(new RestMethod(name, ScopeOf(name), Writes: false, run));

    public void Write(string name, Func<RestCall, JsonNode?> run) => Add(new RestMethod(name, ScopeOf(name), Writes: true, run));

    /// <summary>A method that only an application may call; what it does belongs to the application and is kept.</summary>
    public void ForApplications(string name, RestRefusalException refusal, Func<RestCall, JsonNode?> run) =>
        Add(new RestMethod(name, ScopeOf(name), Writes: true, run) { WebhookRefusal = refusal });

    public static RestRefusalException ContextNeeded() =>
        RestRefusalException.Code("WRONG_AUTH_TYPE", "Current authorization type is denied for this method Application context required", 403);

    public void Add(RestMethod method) => _methods.Add(method.Name, method);

    private static string ScopeOf(string name) => name.Split('.')[0] switch
    {
        "crm" => "crm",
        "user" when name is "user.get" or "user.current" => "user",
        "imopenlines" or "imconnector" => "imopenlines",
        "placement" => "placement",
        _ => "basic",
    };
}
