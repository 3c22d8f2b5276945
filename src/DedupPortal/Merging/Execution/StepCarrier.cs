using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Sends a step, or looks whether it has happened. References in it are real.</summary>
internal static class StepCarrier
{
    /// <param name="client">The portal.</param>
    /// <param name="step">The step.</param>
    /// <param name="restores">It takes something back: what somebody has changed meanwhile stays, instead of stopping the run.</param>
    /// <param name="look">What was read for it ahead, and what is to be read for the next one.</param>
    /// <param name="cancellationToken">Stops before the next call.</param>
    public static Task<StepReply> SendAsync(BitrixClient client, MergeStep step, bool restores, LookAhead look, CancellationToken cancellationToken) => step switch
    {
        MergeStep.UpdateRecord update => CardWriter.UpdateAsync(client, update, guarded: restores, look, cancellationToken),
        MergeStep.SetLinks links => LinkWriter.SetAsync(client, links, look, cancellationToken),
        MergeStep.CreateRecord create => CardCreation.SendAsync(client, create, cancellationToken),
        MergeStep.DeleteRecord delete => CardWriter.DeleteAsync(client, delete, cancellationToken),
        MergeStep.Bind bind => BindingWriter.SendAsync(client, bind, cancellationToken),
        MergeStep.MergeRecords merge => NativeMerge.SendAsync(client, merge, cancellationToken),
        MergeStep.SetProductRows products => LinkWriter.SetAsync(client, products, guarded: restores, cancellationToken),
        MergeStep.AddRequisite add => RequisiteWriter.AddAsync(client, add, cancellationToken),
        MergeStep.DeleteRequisite delete => RequisiteWriter.DeleteAsync(client, delete, cancellationToken),
        MergeStep.AddNote note => NoteWriter.AddAsync(client, note, look, cancellationToken),
        MergeStep.DeleteNote note => NoteWriter.DeleteAsync(client, note, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown step {step.Kind}."),
    };

    public static Task<StepReply> InspectAsync(BitrixClient client, MergeStep step, long highWater, IReadOnlyCollection<EntityRef> created, CancellationToken cancellationToken) => step switch
    {
        MergeStep.UpdateRecord update => CardWriter.InspectAsync(client, update, cancellationToken),
        MergeStep.SetLinks links => LinkWriter.InspectAsync(client, links, cancellationToken),
        MergeStep.CreateRecord create => CardCreation.InspectAsync(client, create, highWater, created, cancellationToken),
        MergeStep.DeleteRecord delete => CardWriter.InspectAsync(client, delete, cancellationToken),
        MergeStep.Bind bind => BindingWriter.InspectAsync(client, bind, cancellationToken),
        MergeStep.MergeRecords merge => NativeMerge.InspectAsync(client, merge, cancellationToken),
        // Sending looks first, and writes all rows at once.
        MergeStep.SetProductRows => Task.FromResult<StepReply>(new StepReply.NotReached()),
        MergeStep.AddRequisite add => RequisiteWriter.InspectAsync(client, add, cancellationToken),
        MergeStep.DeleteRequisite delete => RequisiteWriter.InspectAsync(client, delete, cancellationToken),
        MergeStep.AddNote note => NoteWriter.InspectAsync(client, note, cancellationToken),
        MergeStep.DeleteNote note => NoteWriter.InspectAsync(client, note, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown step {step.Kind}."),
    };

    /// <summary>
    /// The step that takes this one back; null for one that cannot be. A portal may store a text otherwise than it was sent, so what it
    /// showed after the write is what must still be there.
    /// </summary>
    public static MergeStep? Inverse(MergeStep step, StepOutcome outcome) => step switch
    {
        MergeStep.UpdateRecord update => Inverse(update, outcome),
        MergeStep.SetLinks links => links with { Rows = links.Before, Before = links.Rows },
        MergeStep.CreateRecord => outcome.Created is { } created ? new MergeStep.DeleteRecord(created) : null,
        MergeStep.Bind bind => new MergeStep.Bind(bind.What, [.. bind.Changes.Select(change => new BindingChange(change.Id, change.Remove, change.Add))]),
        MergeStep.SetProductRows products => products with { Rows = products.Before, Before = products.Rows },
        MergeStep.AddRequisite add => outcome.NewId is { } id ? new MergeStep.DeleteRequisite(add.Record, add.Requisite with { Id = id }) : null,
        MergeStep.DeleteRequisite delete => new MergeStep.AddRequisite(delete.Record, delete.Requisite),
        MergeStep.AddNote note => outcome.NewId is { } id ? new MergeStep.DeleteNote(note.Record, id, note.Text) : null,
        _ => null,
    };

    private static MergeStep.UpdateRecord Inverse(MergeStep.UpdateRecord update, StepOutcome outcome)
    {
        var lost = update.Removed.Select(entry => entry.Id).ToHashSet();
        var (back, moved) = EntryOrder.Restore(update.Former, lost, [.. update.Former.Where(entry => !lost.Contains(entry.Id))]);
        var ours = update.Added.Zip(outcome.EntryIds, (entry, id) => entry with { Id = id }).Where(entry => entry.Id > 0);
        return new MergeStep.UpdateRecord(update.Record, Former(update, outcome.Overwritten), (JsonObject)(outcome.Written ?? update.Fields).DeepClone(), back, [.. ours, .. moved]);
    }

    /// <summary>What stood there before, and where somebody wrote between look and write, what he wrote.</summary>
    private static JsonObject Former(MergeStep.UpdateRecord update, JsonObject? overwritten)
    {
        var fields = new JsonObject();
        foreach (var (name, value) in update.Before) fields[name] = CardWriter.Value(value, update.Fields[name]);
        foreach (var (name, value) in overwritten ?? []) fields[name] = value?.DeepClone();
        return fields;
    }
}
