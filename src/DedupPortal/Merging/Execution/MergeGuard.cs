using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// The last look before records are deleted: whether anybody has changed a card since the run began. What the run itself has written
/// is no change.
/// </summary>
internal static class MergeGuard
{
    /// <summary>"contact:120: post, PHONE"; empty when everything is as the run left it. A record that is gone is the merge's own business. One request, or none where the step before has read them.</summary>
    public static async Task<(string Changes, StepReply? Problem)> ChangesAsync(
        BitrixClient client, IReadOnlyList<EntitySnapshot> before, IReadOnlyList<MergeStepRow> steps, LookAhead look, CancellationToken cancellationToken)
    {
        var batch = new BatchCollector(client);
        var changes = new SortedDictionary<EntityRef, string>();
        void Compare(EntitySnapshot snapshot, JsonObject card)
        {
            if (Of(snapshot, card, steps) is { Count: > 0 } fields) changes[snapshot.Ref] = string.Join(", ", fields);
        }

        if (look.TakeAll(before.Select(snapshot => snapshot.Ref)) is { } cards)
        {
            foreach (var (snapshot, card) in before.Zip(cards)) Compare(snapshot, card);
        }
        else
        {
            foreach (var snapshot in before)
            {
                batch.Add(PortalJson.ItemGet(snapshot.Ref), answer =>
                {
                    if (PortalJson.Item(answer.Result) is { } card) Compare(snapshot, card);
                }, error => error is BitrixError.NotFound ? null : error);
            }
        }

        if (await batch.RunAsync(cancellationToken) is { } error) return ("", StepReply.FromRead(error, null));
        return (string.Join("; ", changes.Select(pair => $"{pair.Key}: {pair.Value}")), null);
    }

    private static List<string> Of(EntitySnapshot before, JsonObject now, IReadOnlyList<MergeStepRow> steps)
    {
        var written = new JsonObject();
        var own = steps.Where(row => row.State is StepState.Verified && row.Compensates is null).Select(row => (Step: row.Step as MergeStep.UpdateRecord, row.Outcome)).Where(pair => pair.Step?.Record == before.Ref).ToList();
        foreach (var (name, value) in own.SelectMany(pair => pair.Outcome.Written ?? pair.Step!.Fields)) written[name] = value?.DeepClone();
        // Fields that the portal computes follow the written ones.
        var fields = before.Item.Concat(now).Select(pair => pair.Key).Distinct(StringComparer.Ordinal)
            .Where(name => !FieldRules.IsComputed(name) && !FieldValue.Same(written.ContainsKey(name) ? written[name] : before.Item[name], now[name])).ToList();
        var added = own.SelectMany(pair => pair.Outcome.EntryIds).ToHashSet();
        var removed = own.SelectMany(pair => pair.Step!.Removed).Select(entry => entry.Id).ToHashSet();
        var expected = before.Multifields.Where(entry => !removed.Contains(entry.Id)).ToHashSet();
        var present = PortalJson.Entries(now).Where(entry => !added.Contains(entry.Id)).ToHashSet();
        expected.SymmetricExceptWith(present);
        return [.. fields, .. expected.Select(entry => entry.TypeId).Distinct(StringComparer.Ordinal)];
    }
}
