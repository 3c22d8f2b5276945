using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.OAuth;
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
        Complete(state, options);
        AddWebhook(state, 1, options, "admin");
        if (options.Preset == "contract")
            AddWebhook(state, 6, options, "user");
        return state;
    }

    /// <summary>What a portal must have to serve applications; a state file from before they were served has it not.</summary>
    public static void Complete(PortalState state, EmulatorOptions options)
    {
        if (state.MemberId.Length > 0)
            return;
        state.MemberId = Secrets.Hex(16);
        var application = Lifecycle.Register(state);
        (application.Redirect, application.Installer) = (options.AppRedirect, options.AppInstaller);
    }

    private static void AddWebhook(PortalState state, int userId, EmulatorOptions options, string name) =>
        state.Webhooks.Add(new Webhook
        {
            UserId = userId,
            Secret = options.WebhookSecret is { } secret
                ? (userId == 1 ? secret : secret + name)
                : Secrets.Hex(8),
            Scopes = [.. s_scopes],
        });
}
