using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Activities;

/// <summary>
/// Which activities stand, or once stood, on a card: every place that puts one there notes it, and who asks looks whether it still does.
/// Made when somebody asks for the first time.
/// </summary>
internal sealed class ActivityIndex
{
    private Dictionary<(int Type, int Id), int[]>? _noted;

    public void Note(Binding card, Activity activity)
    {
        if (_noted is not null)
            Add(_noted, card, activity.Id);
    }

    /// <summary>The activities on a card in the order of their ids.</summary>
    public List<Activity> On(PortalState state, Binding card)
    {
        _noted ??= Collect(state);
        var ids = _noted.GetValueOrDefault((card.TypeId, card.EntityId)) ?? [];
        return [.. ids.Order().Distinct().Select(state.Activities.Find).OfType<Activity>().Where(a => a.Bindings.Contains(card))];
    }

    private static Dictionary<(int Type, int Id), int[]> Collect(PortalState state)
    {
        var noted = new Dictionary<(int Type, int Id), int[]>();
        foreach (var activity in state.Activities.Rows)
        {
            foreach (var card in activity.Bindings)
                Add(noted, card, activity.Id);
        }
        return noted;
    }

    private static void Add(Dictionary<(int Type, int Id), int[]> noted, Binding card, int id)
    {
        var key = (card.TypeId, card.EntityId);
        noted[key] = noted.TryGetValue(key, out var ids) ? [.. ids, id] : [id];
    }
}
