using System.Globalization;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>The part of the report that is nice to know: plan, lines, channels, the queue of changes. Whatever is refused stays unknown.</summary>
internal static class CapabilityReader
{
    internal static IEnumerable<(string Key, BitrixCall Call)> Calls(bool forApplication)
    {
        yield return ("lines", new BitrixCall("imopenlines.config.list.get"));
        yield return ("types", new BitrixCall("crm.type.list"));
        if (!forApplication) yield break;
        yield return ("app", new BitrixCall("app.info"));
        yield return ("connectors", new BitrixCall("imconnector.list"));
        yield return ("offline", new BitrixCall("feature.get", new JsonObject { ["CODE"] = "rest_offline_extended" }));
        yield return ("connector", new BitrixCall("feature.get", new JsonObject { ["CODE"] = "rest_auth_connector" }));
        foreach (var (index, method) in PortalNeeds.QueueMethods.Index())
            yield return (QueueKey(index), new BitrixCall("method.get", new JsonObject { ["name"] = method }));
    }

    internal static PortalReport Complete(PortalReport report, BatchAnswer batch, bool forApplication)
    {
        // Only a plain "no" counts: codes and answers of feature.get are thinly documented, and older portals lack it.
        var hasMethods = PortalNeeds.QueueMethods.Index().All(entry => Member(batch, QueueKey(entry.Index), "isExisting") is not { } exists || TolerantJson.Flag(exists));
        var hasQueue = forApplication && report.User.IsAdmin && hasMethods && !Denied(batch, "offline");
        return report with
        {
            Plan = Plan(Result(batch, "app")),
            Lines = Lines(Result(batch, "lines")),
            Connectors = Connectors(Result(batch, "connectors")),
            RecycleBin = RecycleBin(Member(batch, "types", "types")),
            HasOfflineEvents = hasQueue,
            HasOwnQueue = hasQueue && !Denied(batch, "connector"),
            Limitations = [.. Limitations(report, forApplication, hasMethods && !Denied(batch, "offline"))],
        };
    }

    private static IEnumerable<PortalLimitation> Limitations(PortalReport report, bool forApplication, bool portalHasQueue)
    {
        if (report.Mode is CrmMode.Simple) yield return new PortalLimitation(PortalLimitationKind.SimpleMode, [PortalAbility.ConvertLead]);
        if (!report.User.IsAdmin)
            yield return new PortalLimitation(PortalLimitationKind.NotAnAdministrator, forApplication ? [PortalAbility.UndoDates, PortalAbility.LiveChanges] : [PortalAbility.UndoDates]);
        if (!forApplication) yield return new PortalLimitation(PortalLimitationKind.NotAnApplication, [PortalAbility.LiveChanges]);
        else if (!portalHasQueue) yield return new PortalLimitation(PortalLimitationKind.NoOfflineEvents, [PortalAbility.LiveChanges]);
    }

    private static PortalPlan? Plan(JsonNode? app)
    {
        if (TolerantJson.Text(TolerantJson.Member(app, "LICENSE")) is not { Length: > 0 } license) return null;
        return new PortalPlan(license, TolerantJson.Text(TolerantJson.Member(app, "LICENSE_FAMILY")) ?? "", license.EndsWith("_selfhosted", StringComparison.OrdinalIgnoreCase));
    }

    private static List<OpenLine>? Lines(JsonNode? list) => list is null ? null : TolerantJson.Rows(list) is { } rows
        ? [.. rows.Where(row => row.Id("ID") is not null).Select(row => new OpenLine(row.Id("ID")!.Value, row.Text("LINE_NAME") ?? "", row["ACTIVE"] is null || row.Flag("ACTIVE")))]
        : null;

    private static bool? RecycleBin(JsonNode? types) =>
        TolerantJson.Rows(types) is { Count: > 0 } rows && rows.Where(row => row.Text("isRecyclebinEnabled") is not null).ToList() is { Count: > 0 } known
            ? known.Exists(row => row.Flag("isRecyclebinEnabled"))
            : null;

    private static Dictionary<string, string>? Connectors(JsonNode? map) => map switch
    {
        JsonObject names => names.ToDictionary(pair => pair.Key, pair => TolerantJson.Text(pair.Value) ?? "", StringComparer.Ordinal),
        JsonArray { Count: 0 } => [],
        _ => null,
    };

    private static bool Denied(BatchAnswer batch, string key) => Member(batch, key, "value") is { } value && TolerantJson.Text(value) is "N" or "n" or "0" or "false";

    private static JsonNode? Member(BatchAnswer batch, string key, string name) => TolerantJson.Member(Result(batch, key), name);

    private static JsonNode? Result(BatchAnswer batch, string key) => batch.TryGetAnswer(key, out var answer) ? answer.Result : null;

    private static string QueueKey(int index) => string.Create(CultureInfo.InvariantCulture, $"q{index}");
}
