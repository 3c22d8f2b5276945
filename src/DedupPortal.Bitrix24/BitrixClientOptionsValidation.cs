using Microsoft.Extensions.Options;

namespace DedupPortal.Bitrix24;

/// <summary>Refuses settings that cannot work, naming every faulty key at once.</summary>
public sealed class BitrixClientOptionsValidation : IValidateOptions<BitrixClientOptions>
{
    // The section that programs bind to these settings, so that a person finds the key.
    private const string Section = "Bitrix24";

    public ValidateOptionsResult Validate(string? name, BitrixClientOptions options)
    {
        var failures = new List<string>();
        void Require(bool holds, string key, string rule)
        {
            if (!holds) failures.Add($"{Section}:{key} {rule}.");
        }

        Require(options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromMinutes(10), nameof(options.Timeout), "must be above 0 and at most 10 minutes");
        Require(options.Attempts is >= 1 and <= 10, nameof(options.Attempts), "must be 1 to 10");
        Require(options.RetryBase >= TimeSpan.Zero && options.RetryBase <= options.RetryCap, nameof(options.RetryBase), "must be 0 or more and not above RetryCap");
        Require(options.RetryCap <= TimeSpan.FromMinutes(1), nameof(options.RetryCap), "must be at most one minute");
        Require(options.RequestsPerSecond > 0, nameof(options.RequestsPerSecond), "must be above 0");
        Require(options.RequestBurst >= 1, nameof(options.RequestBurst), "must be at least 1");
        Require(options.LargestAnswer >= 1024, nameof(options.LargestAnswer), "must be at least 1024 bytes");
        foreach (var endpoint in options.AllowedEndpoints) Require(IsEndpoint(endpoint), nameof(options.AllowedEndpoints), "must be written host:port");
        foreach (var server in options.AuthServers) Require(IsServer(server), nameof(options.AuthServers), "must be written https://host");
        Require(options.OperatingLimit > TimeSpan.Zero, nameof(options.OperatingLimit), "must be above 0");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsServer(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.PathAndQuery == "/" && address.UserInfo.Length == 0;

    private static bool IsEndpoint(string endpoint) =>
        endpoint.LastIndexOf(':') is > 0 and var colon
        && int.TryParse(endpoint.AsSpan(colon + 1), out var port) && port is > 0 and <= 65535
        && Uri.CheckHostName(endpoint[..colon].Trim('[', ']')) is not UriHostNameType.Unknown;
}
