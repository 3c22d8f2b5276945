using DedupPortal.Merging;
using DedupPortal.Storage;

namespace DedupPortal.Web.Components.Pages.Merging;

/// <summary>
/// Begins the wizard anew after a merge that was not done, with everything that had been chosen; a choice that no longer fits the
/// records is left out and shown as open.
/// </summary>
public sealed class DraftRepeat(MergeDrafts drafts, MergeQueries queries)
{
    public async Task<Result<MergeDraftId>> StartAsync(DraftView former, CancellationToken cancellationToken)
    {
        var started = await drafts.StartAsync(former.Portal, former.GroupId, former.Selection, cancellationToken);
        if (started.Failure is not null || former.Mode is not { } mode || former.Priority is not { } priority) return started;
        var id = started.Value;
        if (await queries.DraftAsync(id, cancellationToken) is not { Columns.Count: > 0 } begun) return id;
        // A step that fails leaves the rest to the person.
        var version = await drafts.ChooseModeAsync(id, begun.Version, mode, cancellationToken);
        if (version.Succeeded) version = await drafts.ContinueAsync(id, version.Value, cancellationToken);
        if (version.Succeeded) version = await drafts.ChoosePriorityAsync(id, version.Value, priority, cancellationToken);
        if (!version.Succeeded) return id;
        var latest = version.Value;
        foreach (var (field, choice) in Choices(former))
        {
            var chosen = await drafts.ChooseFieldAsync(id, latest, field, choice, cancellationToken);
            if (chosen.Succeeded) latest = chosen.Value;
        }

        return id;
    }

    private static IEnumerable<(string Field, FieldChoice Choice)> Choices(DraftView former) =>
    [
        .. former.Rows.Where(row => row.Choice is not null).Select(row => (row.Field, row.Choice!)),
        .. from entries in former.Entries.GroupBy(entry => entry.TypeId)
           where entries.Any(entry => !entry.Kept)
           select (entries.Key, (FieldChoice)new FieldChoice.Union([.. entries.Where(entry => entry.Kept).SelectMany(entry => entry.Keys)])),
    ];
}
