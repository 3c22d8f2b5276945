using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>One contract portal for all cases that talk to it one after another.</summary>
public sealed class ContractPortal : IAsyncLifetime
{
    public EmulatorProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await EmulatorProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}

[CollectionDefinition("contract portal")]
public sealed class ContractPortalUsers : ICollectionFixture<ContractPortal>;

public sealed record Answer(int Status, JsonObject Body)
{
    public JsonNode? Result => Body["result"];

    public string? Error => Body["error"]?.ToString();

    public string? Description => Body["error_description"]?.ToString();
}

/// <summary>A case of the contract: plain HTTP against a freshly seeded portal. Case numbers are those of the contract's table 11.2.</summary>
[Collection("contract portal")]
public abstract class ContractCase(ContractPortal portal) : IAsyncLifetime
{
    private static readonly JsonSerializerOptions s_asWritten = new();

    protected EmulatorProcess Process => portal.Process;

    public async ValueTask InitializeAsync() => await Process.ResetAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected Task<Answer> CallAsync(string method, object? parameters = null) => CallAsync(Process.AdminWebhook, method, parameters);

    protected Task<Answer> CallAsUserAsync(string method, object? parameters = null) => CallAsync(Process.UserWebhook!, method, parameters);

    protected async Task<Answer> CallAsync(Uri webhook, string method, object? parameters = null)
    {
        using var response = await Process.Http.PostAsJsonAsync(new Uri(webhook, method), parameters ?? new object(), s_asWritten);
        return new Answer((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>Posts a body that is written out as JSON, for keys that C# cannot spell.</summary>
    protected async Task<Answer> PostAsync(string method, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Process.Http.PostAsync(new Uri(Process.AdminWebhook, method), content);
        return new Answer((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    protected async Task<Answer> GetAsync(string relative)
    {
        using var response = await Process.Http.GetAsync(new Uri(Process.AdminWebhook, relative));
        return new Answer((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    protected async Task<JsonObject> ContactAsync(int id) => (JsonObject)(await CallAsync("crm.contact.get", new { id })).Result!;

    protected static void Refused(Answer answer, int status, string error, string description)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(error, answer.Error);
        Assert.StartsWith(description, answer.Description, StringComparison.Ordinal);
    }

    protected static string Json(JsonNode? node) => node?.ToJsonString() ?? "null";
}
