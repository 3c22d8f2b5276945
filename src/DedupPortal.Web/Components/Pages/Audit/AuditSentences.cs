using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>
/// Puts entries into words of the current language. An entry without the parameters of its sentence gets the action's name: what
/// was written years ago stays readable.
/// </summary>
public sealed class AuditSentences(IStringLocalizer<AuditText> texts, IStringLocalizer<FailureText> failures)
{
    /// <summary>The action's name, as the filter shows it.</summary>
    public string Name(AuditAction action) => texts[action.ToString()];

    public string Sentence(AuditAction action, JsonObject payload)
    {
        if (Failure(payload) is { } why) return $"{Name(action)}: {why}";
        var values = Parameters(action).Select(path => Read(payload, path)).ToArray();
        if (values.Length == 0 || Array.Exists(values, value => value is null)) return Name(action);
        return texts[$"{action}_Full", [.. values.Select(value => (object)Words(value!))]];
    }

    /// <summary>A field's name in words; the name itself when nobody has translated it.</summary>
    public string Field(string key) => texts[$"Field_{key}"] is { ResourceNotFound: false } words ? words.Value : key;

    /// <summary>A card's reference as <see cref="EntityRef.ToString"/> writes it, in words; anything else as it is.</summary>
    public string Card(string reference) =>
        EntityRef.TryParse(reference, out var card) ? texts[$"Card_{card.Type}", card.Id.ToString(CultureInfo.InvariantCulture)] : reference;

    /// <summary>A value as a person reads it: cards, roles, moments and yes or no in words, lists with commas.</summary>
    public string Words(JsonNode value) => value switch
    {
        JsonArray list => string.Join(", ", list.Select(element => element is null ? "—" : Words(element))),
        JsonObject map => string.Join(", ", map.Select(pair => $"{Field(pair.Key)}: {(pair.Value is null ? "—" : Words(pair.Value))}")),
        JsonValue single when single.GetValueKind() is JsonValueKind.True or JsonValueKind.False => texts[single.GetValue<bool>() ? "Yes" : "No"],
        JsonValue single when single.GetValueKind() is JsonValueKind.String => Words(single.GetValue<string>()),
        JsonValue single when single.TryGetValue<long>(out var number) => number.ToString("N0", CultureInfo.CurrentCulture),
        _ => value.ToJsonString(),
    };

    // What failed is kept as the failure's code and parameters: its sentence is the same as on the page where it happened.
    private string? Failure(JsonObject payload)
    {
        var code = (payload["failure"] ?? payload["code"])?.ToString();
        if (code is null || failures[code].ResourceNotFound) return null;
        var parameters = (payload["parameters"] as JsonArray ?? []).Select(parameter => parameter?.ToString() ?? "").ToArray();
        return failures[code, [.. parameters.Select(text => failures[$"{code}_Of_{text}"] is { ResourceNotFound: false } words ? (object)words.Value : text)]];
    }

    private string Words(string text)
    {
        if (EntityRef.TryParse(text, out _)) return Card(text);
        if (text.Split(" → ") is [var old, var current] && EntityRef.TryParse(old, out _) && EntityRef.TryParse(current, out _)) return $"{Card(old)} → {Card(current)}";
        if (text.Length is > 0 and < 60 && texts[$"Value_{text}"] is { ResourceNotFound: false } known) return known;
        return DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.CurrentCulture)
            : text;
    }

    private static string[] Parameters(AuditAction action) => action switch
    {
        AuditAction.AgencyRegistered or AuditAction.AgencyClosed => ["name"],
        AuditAction.AgencyRenamed => ["before", "after"],
        AuditAction.MemberInvited or AuditAction.MemberJoined => ["email", "role"],
        AuditAction.InvitationRevoked or AuditAction.MemberRemoved => ["email"],
        AuditAction.MemberRoleChanged => ["email", "before", "after"],
        AuditAction.PortalConnected or AuditAction.PortalReconnected or AuditAction.PortalDisconnected or AuditAction.PortalDeleted or AuditAction.PortalCredentialRevoked or AuditAction.ApplicationUninstalled => ["name", "host"],
        AuditAction.PortalMoved => ["name", "before.host", "after.host"],
        AuditAction.MergedInPortal => ["survivor", "losers"],
        AuditAction.MatchModelChanged => ["version", "decisions", "chats"],
        AuditAction.PortalChanged => ["after.name"],
        AuditAction.ScanStarted => ["portal", "trigger"],
        AuditAction.ScanCompleted => ["cards", "groups", "new"],
        AuditAction.ScanCancelled => ["rows"],
        AuditAction.MarkedNotDuplicate or AuditAction.DecisionRetracted => ["cards"],
        AuditAction.Postponed => ["cards", "until"],
        AuditAction.MergeApproved => ["survivor", "losers"],
        AuditAction.MergeWriteSent or AuditAction.UndoWriteSent => ["step", "kind"],
        AuditAction.MergeWriteOutcome or AuditAction.UndoWriteOutcome => ["step", "kind", "outcome"],
        AuditAction.MergeCompleted or AuditAction.UndoCompleted or AuditAction.UndoApproved => ["survivor"],
        AuditAction.BulkPlanned or AuditAction.BulkApproved => ["groups"],
        AuditAction.BulkFinished => ["merged", "skipped", "failed"],
        AuditAction.ScheduleChanged => ["portal"],
        AuditAction.AuditExported => ["entries"],
        _ => [],
    };

    private static JsonNode? Read(JsonObject payload, string path)
    {
        JsonNode? node = payload;
        foreach (var name in path.Split('.'))
            node = (node as JsonObject)?[name];
        return node is JsonArray { Count: 0 } ? null : node;
    }
}
