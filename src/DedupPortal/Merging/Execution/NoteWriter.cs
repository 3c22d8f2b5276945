using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Leaves comments on timelines and takes them off. The run's mark in the text tells whether one is there, so nothing is written
/// twice. A note is a courtesy: where the portal refuses it, the merge goes on and names what is missing.
/// </summary>
internal static class NoteWriter
{
    public static async Task<StepReply> AddAsync(BitrixClient client, MergeStep.AddNote step, LookAhead look, CancellationToken cancellationToken)
    {
        // Nobody sends a step that was sent before without having looked for it.
        var added = await look.SendAsync(client, new BitrixCall("crm.timeline.comment.add", new JsonObject
        {
            ["fields"] = new JsonObject { ["ENTITY_ID"] = step.Record.Id, ["ENTITY_TYPE"] = step.Record.TypeName, ["COMMENT"] = step.Text },
        }), cancellationToken);
        if (added.Error is { } error) return IsCourtesy(StepReply.From(error, step.Record), step.Record);
        return long.TryParse(FieldValue.Text(added.Value.Result), out var made) ? Written(made) : new StepReply.Lost();
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.AddNote step, CancellationToken cancellationToken)
    {
        var (found, problem) = await FindAsync(client, step, cancellationToken);
        return problem ?? (found is { } id ? Written(id) : new StepReply.NotReached());
    }

    public static async Task<StepReply> DeleteAsync(BitrixClient client, MergeStep.DeleteNote step, CancellationToken cancellationToken)
    {
        var sent = await client.CallAsync(new BitrixCall("crm.timeline.comment.delete", new JsonObject
        {
            ["id"] = step.Id, ["ownerTypeId"] = (int)step.Record.Type, ["ownerId"] = step.Record.Id,
        }), cancellationToken);
        return sent.Error is null or BitrixError.NotFound ? StepReply.Done : IsCourtesy(StepReply.From(sent.Error, step.Record), step.Record);
    }

    public static async Task<StepReply> InspectAsync(BitrixClient client, MergeStep.DeleteNote step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(new BitrixCall("crm.timeline.bindings.list", new JsonObject { ["filter"] = new JsonObject { ["OWNER_ID"] = step.Id } }), cancellationToken);
        if (read.Error is BitrixError.NotFound) return StepReply.Done;
        if (read.Error is { } error) return IsCourtesy(StepReply.FromRead(error, step.Record), step.Record);
        var isThere = PortalJson.Rows(read.Value.Result).Any(row => PortalJson.Binding(row.Text("ENTITY_TYPE"), row.Id("ENTITY_ID")) == step.Record);
        return isThere ? new StepReply.NotReached() : StepReply.Done;
    }

    /// <summary>The newest page is enough: the note was written moments ago, or long ago by this very run.</summary>
    private static async Task<(long? Id, StepReply? Problem)> FindAsync(BitrixClient client, MergeStep.AddNote step, CancellationToken cancellationToken)
    {
        var read = await client.CallAsync(new BitrixCall("crm.timeline.comment.list", new JsonObject
        {
            ["filter"] = new JsonObject { ["ENTITY_ID"] = step.Record.Id, ["ENTITY_TYPE"] = step.Record.TypeName },
            ["order"] = new JsonObject { ["ID"] = "DESC" },
            ["select"] = new JsonArray("ID", "COMMENT"),
        }), cancellationToken);
        if (read.Error is { } error) return (null, IsCourtesy(StepReply.FromRead(error, step.Record), step.Record));
        var row = PortalJson.Rows(read.Value.Result).FirstOrDefault(row => row.Text("COMMENT")?.Contains(step.Mark, StringComparison.Ordinal) == true);
        return (row?.Id("ID"), null);
    }

    private static StepReply IsCourtesy(StepReply reply, EntityRef record) =>
        reply is StepReply.Refused ? new StepReply.Reached(StepOutcome.Nothing with { Kept = [$"{record}.note"] }) : reply;

    private static StepReply.Reached Written(long id) => new(StepOutcome.Nothing with { NewId = id });
}
