using System.Text.Json.Nodes;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Storage;

namespace DedupPortal.Merging;

/// <summary>What the history says about a write: what, on which record, before and after.</summary>
internal static class StepAudit
{
    private const int LongestValue = 300;

    public static AuditRecord Sent(MergeRun run, MergeStepRow row, MergeStep step)
    {
        var payload = new JsonObject { ["step"] = row.Ordinal, ["kind"] = row.Kind, ["target"] = step.Target?.ToString(), ["attempt"] = row.Attempts };
        if (row.Compensates is { } taken) payload["takesBack"] = taken;
        Describe(step, payload);
        return Record(run, run.UndoOf is null ? AuditAction.MergeWriteSent : AuditAction.UndoWriteSent, payload);
    }

    public static AuditRecord Outcome(MergeRun run, MergeStepRow row, Failure? failure)
    {
        var payload = new JsonObject { ["step"] = row.Ordinal, ["kind"] = row.Kind, ["target"] = row.Target, ["outcome"] = failure?.Code ?? "done" };
        if (row.OutcomeText is not null && row.Outcome is { Created: { } created }) payload["created"] = created.ToString();
        if (row.OutcomeText is not null && row.Outcome.Kept is { Count: > 0 } kept) payload["kept"] = List(kept);
        return Record(run, run.UndoOf is null ? AuditAction.MergeWriteOutcome : AuditAction.UndoWriteOutcome, payload);
    }

    /// <summary>The person who approved it acts, though a worker carries it out.</summary>
    public static AuditRecord Record(MergeRun run, AuditAction action, JsonObject payload) =>
        new(action, $"merge:{run.Id}", payload, run.PortalId.Value, new Actor(run.ApprovedBy, run.ApprovedByName, null));

    private static void Describe(MergeStep step, JsonObject payload)
    {
        switch (step)
        {
            case MergeStep.UpdateRecord update:
                payload["before"] = Cut(update.Before);
                payload["after"] = Cut(update.Fields);
                if (update.Added.Count > 0) payload["added"] = List(update.Added.Select(entry => $"{entry.TypeId}: {entry.Value}"));
                if (update.Removed.Count > 0) payload["removed"] = List(update.Removed.Select(entry => $"{entry.TypeId}: {entry.Value}"));
                break;
            case MergeStep.SetLinks links:
                payload["before"] = List(links.Before.Select(row => row.To.ToString()));
                payload["after"] = List(links.Rows.Select(row => row.To.ToString()));
                break;
            case MergeStep.CreateRecord create:
                payload["after"] = Cut(create.Fields);
                if (create.Instead is { } instead) payload["instead"] = instead.ToString();
                break;
            case MergeStep.Bind bind:
                payload["what"] = bind.What.ToString();
                payload["ids"] = List(bind.Changes.Select(change => change.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                payload["before"] = List(bind.Changes.Select(change => change.Remove).OfType<EntityRef>().Distinct().Select(record => record.ToString()));
                payload["after"] = List(bind.Changes.Select(change => change.Add).OfType<EntityRef>().Distinct().Select(record => record.ToString()));
                break;
            case MergeStep.AddNote note:
                payload["after"] = note.Text;
                break;
            case MergeStep.DeleteNote note:
                payload["before"] = note.Text;
                break;
            case MergeStep.MergeRecords merge:
                payload["losers"] = List(merge.Losers.Select(record => record.ToString()));
                break;
            default:
                break;
        }
    }

    private static JsonObject Cut(JsonObject fields)
    {
        var cut = new JsonObject();
        foreach (var (name, value) in fields)
            cut[name] = FieldValue.Text(value) is { Length: > LongestValue } text ? text[..LongestValue] + "…" : value?.DeepClone();
        return cut;
    }

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
