using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>
/// Plans the way back. Pure. Deleted cards are made anew, what hung on them goes back, and the surviving cards get back what the
/// merge changed. Three-way throughout: only what still is as the merge left it is changed; what somebody edited since is reported
/// and kept, unless the person ticks it.
/// </summary>
public static class UndoPlanner
{
    private const int ChangesPerStep = 25;

    /// <summary>The plan; its steps may be none when everything is as before already.</summary>
    public static UndoPlan Plan(UndoRequest request)
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var edits = new List<LaterEdit>();
        var steps = new List<MergeStep>();
        foreach (var gone in request.Gone) steps.AddRange(CardRestoration.Recreate(request, gone));
        foreach (var gone in request.Gone) steps.AddRange(CardRestoration.Surroundings(request, gone));
        steps.AddRange(ChildRestoration.Plan(request, missing));
        steps.AddRange(Timelines(request, missing));
        steps.AddRange(request.Notes);
        foreach (var existing in request.Before.Where(snapshot => request.Now.Any(now => now.Ref == snapshot.Ref)))
            steps.AddRange(CardRevision.Plan(request, existing, edits));
        return new UndoPlan
        {
            Merge = request.Merge,
            Survivor = request.Plan.Survivor,
            Only = request.Only,
            Renumbered = new SortedDictionary<string, EntityRef>(request.Renumbered.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value), StringComparer.Ordinal),
            Recreated = request.Gone.ToDictionary(snapshot => snapshot.Ref.ToString(), snapshot => request.Map(snapshot.Ref), StringComparer.Ordinal),
            LaterEdits = edits,
            Reversals = request.Only is { } only ? [.. request.Plan.Reversals.Where(reversal => reversal.Record == only)] : request.Plan.Reversals,
            Missing = [.. missing],
            Steps = steps,
        }.Sealed();
    }

    private static IEnumerable<MergeStep> Timelines(UndoRequest request, SortedSet<string> missing)
    {
        var activities = Changes(request, snapshot => snapshot.Activities, request.Bindings, "activity", missing);
        foreach (var chunk in activities.Chunk(ChangesPerStep)) yield return new MergeStep.Bind(BoundKind.Activity, chunk);
        var comments = Changes(request, snapshot => snapshot.Comments, request.Comments, "comment", missing);
        foreach (var chunk in comments.Chunk(ChangesPerStep)) yield return new MergeStep.Bind(BoundKind.Comment, chunk);
    }

    private static IEnumerable<BindingChange> Changes(
        UndoRequest request, Func<EntitySnapshot, IReadOnlyList<BoundEntry>> entries, IReadOnlyDictionary<long, BoundEntry> now, string word, SortedSet<string> missing)
    {
        var involved = request.Before.Select(snapshot => snapshot.Ref).ToHashSet();
        var after = request.After.SelectMany(entries).GroupBy(entry => entry.Id).ToDictionary(group => group.Key, group => group.First().Bindings);
        foreach (var entry in request.Before.SelectMany(entries).DistinctBy(entry => entry.Id).OrderBy(entry => entry.Id))
        {
            if (!now.TryGetValue(entry.Id, out var current))
            {
                missing.Add($"{word}:{entry.Id}");
                continue;
            }

            var before = entry.Bindings.Where(involved.Contains).ToList();
            var toAdd = before.Select(request.Map).Where(record => !current.Bindings.Contains(record)).ToList();
            // A timeline on which somebody put it after the merge keeps it.
            var byMerge = after.GetValueOrDefault(entry.Id, current.Bindings);
            var toRemove = current.Bindings.Where(record => involved.Contains(record) && !before.Contains(record) && byMerge.Contains(record)).ToList();
            foreach (var add in toAdd.ToList())
            {
                if (toRemove.Where(record => record.Type == add.Type).Select(record => (EntityRef?)record).FirstOrDefault() is not { } source) continue;
                yield return new BindingChange(entry.Id, add, source);
                toAdd.Remove(add);
                toRemove.Remove(source);
            }

            foreach (var add in toAdd) yield return new BindingChange(entry.Id, add, Remove: null);
            foreach (var remove in toRemove) yield return new BindingChange(entry.Id, Add: null, remove);
        }
    }
}
