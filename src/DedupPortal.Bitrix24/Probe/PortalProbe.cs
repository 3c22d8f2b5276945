using System.Globalization;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>Asks a portal who we are there and what it grants.</summary>
public static class PortalProbe
{
    /// <summary>
    /// One batch of reads. Fails when the portal cannot be reached, refuses the credential, or does not say who the user
    /// is; everything else that is refused becomes a null or a gap of the report.
    /// </summary>
    public static async Task<BitrixResult<PortalReport>> CheckAsync(BitrixClient client, CancellationToken cancellationToken)
    {
        var calls = new List<(string Key, BitrixCall Call)>
        {
            ("profile", new BitrixCall("profile")),
            ("scope", new BitrixCall("scope")),
            ("time", new BitrixCall("server.time")),
            ("mode", new BitrixCall("crm.settings.mode.get")),
        };
        calls.AddRange(PortalNeeds.Methods.Select((method, index) =>
            (MethodKey(index), new BitrixCall("method.get", new JsonObject { ["name"] = method.Name }))));
        calls.AddRange(CapabilityReader.Calls(client.ActsForApplication));

        var sent = await client.BatchAsync(calls, halt: false, cancellationToken);
        if (sent.Error is { } error) return error;

        var batch = sent.Value;
        if (batch["profile"] is BatchEntry.Failed refused) return refused.Error;
        if (batch["scope"] is BatchEntry.Failed unknown) return unknown.Error;
        batch.TryGetAnswer("profile", out var profile);
        if (User(profile?.Result) is not { } user) return new BitrixError.Rejected(ClientCodes.NoResult, "");

        batch.TryGetAnswer("scope", out var scope);
        var scopes = Scopes(scope?.Result);
        var methods = PortalNeeds.Methods.Select((method, index) => Method(method.Name, batch, MethodKey(index))).ToArray();
        return CapabilityReader.Complete(new PortalReport(user, scopes, Mode(batch), ServerTime(batch), methods, Gaps(scopes, methods)), batch, client.ActsForApplication);
    }

    private static string MethodKey(int index) => string.Create(CultureInfo.InvariantCulture, $"m{index}");

    private static PortalUser? User(JsonNode? profile)
    {
        if (profile is not JsonObject fields || fields.Id("ID") is not { } id) return null;
        return new PortalUser(id, string.Join(' ', new[] { fields.Text("NAME"), fields.Text("LAST_NAME") }.OfType<string>()), fields.Flag("ADMIN"));
    }

    private static HashSet<string> Scopes(JsonNode? scope) => scope switch
    {
        JsonArray list => Fold(list),
        JsonObject map => Fold(map.Select(pair => pair.Value)),
        _ => [],
    };

    private static HashSet<string> Fold(IEnumerable<JsonNode?> names) =>
        new(names.Select(TolerantJson.Text).OfType<string>().Select(name => name.ToLowerInvariant()), StringComparer.Ordinal);

    private static CrmMode? Mode(BatchAnswer batch) =>
        batch.TryGetAnswer("mode", out var answer) && TolerantJson.Int(answer.Result) is { } number && Enum.IsDefined((CrmMode)number) ? (CrmMode)number : null;

    private static DateTimeOffset? ServerTime(BatchAnswer batch) =>
        batch.TryGetAnswer("time", out var answer)
        && DateTimeOffset.TryParse(TolerantJson.Text(answer.Result), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;

    private static PortalMethod Method(string name, BatchAnswer batch, string key) =>
        batch.TryGetAnswer(key, out var answer) && answer.Result is JsonObject state
            ? new PortalMethod(name, TolerantJson.Flag(state["isExisting"]), TolerantJson.Flag(state["isAvailable"]))
            : new PortalMethod(name, null, null);

    private static PortalGap[] Gaps(HashSet<string> scopes, PortalMethod[] methods)
    {
        var missingScopes = PortalNeeds.Scopes
            .Where(need => !need.Names.Any(scopes.Contains))
            .Select(need => new PortalGap(PortalGapKind.Scope, need.Names[0], need.Required, need.Blocks));

        // A method that exists but is not available lacks its scope, which is told above.
        var missingMethods = PortalNeeds.Methods
            .Where((_, index) => methods[index].Exists == false)
            .Select(need => new PortalGap(PortalGapKind.Method, need.Name, need.Required, need.Blocks));
        return [.. missingScopes.Concat(missingMethods).OrderByDescending(gap => gap.Required)];
    }
}
