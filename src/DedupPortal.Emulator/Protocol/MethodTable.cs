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

    public void ForApplications(string name, RestRefusalException refusal) =>
        Add(new RestMethod(name, ScopeOf(name), Writes: false, _ => throw refusal) { WebhookRefusal = refusal });

    public void Add(RestMethod method) => _methods.Add(method.Name, method);

    private static string ScopeOf(string name) => name.Split('.')[0] switch
    {
        "crm" => "crm",
        "user" when name is "user.get" or "user.current" => "user",
        "imopenlines" => "imopenlines",
        _ => "basic",
    };
}
