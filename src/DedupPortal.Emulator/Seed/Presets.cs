using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

/// <summary>The portals that can be started.</summary>
internal static class Presets
{
    private static readonly string[] s_scopes = ["crm", "user", "im", "imopenlines", "placement"];

    public static PortalState Build(EmulatorOptions options)
    {
        var state = new PortalState();
        switch (options.Preset)
        {
            case "contract":
                ContractPortal.Fill(state);
                break;
            case "load":
                LoadPortal.Fill(state, options);
                break;
            default:
                DemoPortal.Fill(state, options);
                break;
        }
        AddWebhook(state, 1, options, "admin");
        if (options.Preset == "contract")
            AddWebhook(state, 6, options, "user");
        return state;
    }

    private static void AddWebhook(PortalState state, int userId, EmulatorOptions options, string name) =>
        state.Webhooks.Add(new Webhook
        {
            UserId = userId,
            Secret = options.WebhookSecret is { } secret
                ? (userId == 1 ? secret : secret + name)
                : System.Security.Cryptography.RandomNumberGenerator.GetHexString(16, lowercase: true),
            Scopes = [.. s_scopes],
        });
}
