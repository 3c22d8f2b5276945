using System.Globalization;
using System.Net;

namespace DedupPortal.Emulator;

/// <summary>The program's arguments.</summary>
internal sealed record EmulatorOptions
{
    public int Port { get; init; } = 5090;

    /// <summary>Port of the authorisation server; 0: a free one.</summary>
    public int AuthPort { get; init; }

    /// <summary>Redirect address of the seeded application.</summary>
    public string? AppRedirect { get; init; }

    /// <summary>Initial installation path of the seeded application.</summary>
    public string? AppInstaller { get; init; }

    /// <summary>Address to listen on. Another one than loopback is for containers only: the webhooks' secrets are no protection.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    public string Preset { get; init; } = "demo";

    public int Entities { get; init; } = 1500;

    public int Seed { get; init; } = 1;

    public string? FaultsFile { get; init; }

    public string? StateFile { get; init; }

    public string? WebhookSecret { get; init; }

    /// <summary>`on` (50, 2 a second), `enterprise` (250, 5 a second) or `off`.</summary>
    public string Rate { get; init; } = "on";

    /// <summary>Seconds of operating time per method within ten minutes; null: nobody counts. Goes with the rate unless it is given.</summary>
    public double? OperatingLimit { get; init; } = 480;

    /// <summary>The portal answers over https with a certificate of its own; the authorisation server stays as it is.</summary>
    public bool Tls { get; init; }

    public bool ExitWithStdin { get; init; }

    /// <summary>Midnight (UTC) of the day the demo is told on.</summary>
    public DateTimeOffset Today { get; init; } = new(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero);

    /// <summary>Throws <see cref="FormatException"/> that names the argument when something cannot be read.</summary>
    public static EmulatorOptions Parse(string[] args)
    {
        var options = new EmulatorOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            string Value() => i + 1 < args.Length ? args[++i] : throw new FormatException($"{name} needs a value.");
            int Number(int least) => int.TryParse(Value(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least
                ? number : throw new FormatException($"{name} needs a whole number of at least {least}.");
            options = name switch
            {
                "--port" => options with { Port = Number(0) },
                "--auth-port" => options with { AuthPort = Number(0) },
                "--app-redirect" => options with { AppRedirect = Value() },
                "--app-installer" => options with { AppInstaller = Value() },
                "--listen" => options with { Listen = IPAddress.TryParse(Value(), out var address) ? address : throw new FormatException("--listen needs an address such as 127.0.0.1.") },
                "--preset" => options with { Preset = Value() is "demo" or "contract" or "load" ? args[i] : throw new FormatException("--preset is demo, contract or load.") },
                "--entities" => options with { Entities = Number(1) },
                "--seed" => options with { Seed = Number(0) },
                "--faults" => options with { FaultsFile = Value() },
                "--state" => options with { StateFile = Value() },
                "--webhook-secret" => options with { WebhookSecret = Value() },
                "--tls" => options with { Tls = Value() switch { "on" => true, "off" => false, _ => throw new FormatException("--tls is on or off.") } },
                "--rate" => Value() is "on" or "off" or "enterprise"
                    ? options with { Rate = args[i], OperatingLimit = args[i] == "off" ? null : options.OperatingLimit ?? 480 }
                    : throw new FormatException("--rate is on, off or enterprise."),
                "--operating" => options with { OperatingLimit = Protocol.Limits.OperatingLimit(Value()) },
                "--exit-with-stdin" => options with { ExitWithStdin = true },
                "--now" => options with { Today = Day(Value()) },
                _ => throw new FormatException($"Unknown argument {name}."),
            };
        }
        return options;
    }

    private static DateTimeOffset Day(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero)
            : throw new FormatException("--now needs a date such as 2026-11-22.");
}
