using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>An event of a phone card with what the commonest rejections need beside it, so that they cost no look at the card.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NamedEvent(int Time, int Row, int Form, int Surname);

/// <summary>Events of cards by the groups of their first name, ascending in time inside a group.</summary>
internal sealed class GroupEvents
{
    private readonly int[] _offsets;
    private readonly NamedEvent[] _events;

    /// <summary>Files ascending events under each group of their card's form.</summary>
    internal GroupEvents(ReadOnlySpan<int> times, ReadOnlySpan<int> rows, PhoneCard[] cards, FormGroups groups)
    {
        _offsets = new int[groups.Count + 1];
        foreach (var row in rows)
            foreach (var group in groups[cards[row].Form]) _offsets[group + 1]++;
        for (var group = 0; group < groups.Count; group++) _offsets[group + 1] += _offsets[group];
        _events = new NamedEvent[_offsets[^1]];
        var next = _offsets.AsSpan(0, groups.Count).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            ref var card = ref cards[rows[i]];
            // Negative: a surname that may support but not contradict.
            var surname = (card.Flags & CardFlags.SurnameCertain) != 0 ? card.Surname : -card.Surname;
            foreach (var group in groups[card.Form]) _events[next[group]++] = new NamedEvent(times[i], rows[i], card.Form, surname);
        }
    }

    internal ReadOnlySpan<NamedEvent> this[int group] =>
        (uint)group + 1 < (uint)_offsets.Length ? _events.AsSpan(_offsets[group], _offsets[group + 1] - _offsets[group]) : [];

    /// <summary>Place of the first event after an instant.</summary>
    internal static int After(ReadOnlySpan<NamedEvent> events, long time)
    {
        int low = 0, high = events.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (events[middle].Time <= time) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>
/// For each form the groups it is filed under: the full names it may stand for; a form that the dictionary does not know
/// stands for itself and for what it may be a slip of.
/// </summary>
internal sealed class FormGroups
{
    // A slip is near to one or two names; a word near to more is chance.
    private const int MostOfSlip = 3;

    private readonly List<int[]> _groups = [];
    private readonly int _known;

    internal FormGroups(Forms forms)
    {
        _known = Names.NameDictionary.Count;
        for (var form = 0; form < forms.Count; form++) Add(forms, form);
    }

    internal int Count => _known + _groups.Count;

    internal ReadOnlySpan<int> this[int form] => form < _groups.Count ? _groups[form] : [];

    private void Add(Forms forms, int form)
    {
        if (form == 0) _groups.Add([]);
        else if (forms[form].IsKnown) _groups.Add(forms[form].Groups);
        else
        {
            var found = new List<int> { _known + form };
            foreach (var (other, relation) in forms.Related(form))
            {
                if (relation != FormRelation.Near || !forms[other].IsKnown) continue;
                foreach (var group in forms[other].Groups)
                    if (found.Count <= MostOfSlip && !found.Contains(group)) found.Add(group);
            }

            _groups.Add([.. found]);
        }
    }
}
