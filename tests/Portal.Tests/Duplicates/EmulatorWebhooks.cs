using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Duplicates;

internal static class EmulatorWebhooks
{
    /// <summary>Another webhook of the administrator, as a person would make after the first was deleted.</summary>
    public static async Task<string> AddWebhookAsync(this EmulatorProcess emulator)
    {
        using var response = await emulator.Http.PostAsJsonAsync(new Uri("/_webhooks", UriKind.Relative), new { user = 1, scopes = new[] { "crm", "user", "user_basic", "imopenlines", "im" } });
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["url"]!;
    }
}
