using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>An event of a phone card with what the commonest rejections need beside it, so that they cost no look at the card.</summary>
/// <param name="Time">Seconds since 2000.</param>
/// <param name="Row">The card.</param>
/// <param name="Form">Its first name; −1 − form where the event is a creation and the card has messages.</param>
/// <param name="Surname">Its surname; negative where it may support but not contradict.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NamedEvent(int Time, int Row, int Form, int Surname)
{
    /// <summary>The first name whatever the event.</summary>
    internal int Name => Form < 0 ? -Form - 1 : Form;
}

/// <summary>Events of cards by the groups of their first name, ascending in time inside a group.</summary>
internal sealed class GroupEvents
{
    private readonly int[] _offsets;
    private readonly NamedEvent[] _events;

    /// <summary>Files ascending events under each group of their card's form.</summary>
    internal GroupEvents(ReadOnlySpan<int> times, ReadOnlySpan<int> rows, PhoneCard[] cards, FormGroups groups, bool creations)
    {
        _offsets = new int[groups.Count + 1];
        foreach (var row in rows)
            foreach (var group in groups.Of(in cards[row])) _offsets[group + 1]++;
        for (var group = 0; group < groups.Count; group++) _offsets[group + 1] += _offsets[group];
        _events = new NamedEvent[_offsets[^1]];
        var next = _offsets.AsSpan(0, groups.Count).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            ref var card = ref cards[rows[i]];
            var surname = (card.Flags & CardFlags.SurnameCertain) != CardFlags.None ? card.Surname : -card.Surname;
            var form = creations && card.MessageCount > 0 ? -card.Form - 1 : card.Form;
            foreach (var group in groups.Of(in card)) _events[next[group]++] = new NamedEvent(times[i], rows[i], form, surname);
        }
    }

    internal ReadOnlySpan<NamedEvent> this[int group] =>
        (uint)group + 1 < (uint)_offsets.Length ? _events.AsSpan(_offsets[group], _offsets[group + 1] - _offsets[group]) : [];

    /// <summary>Place of the first event after an instant.</summary>
    internal static int After(ReadOnlySpan<NamedEvent> events, long time) => After(events, time, 0, events.Length);

    /// <summary>The same where it is known to lie between two places.</summary>
    internal static int After(ReadOnlySpan<NamedEvent> events, long time, int low, int high)
    {
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
    private readonly List<int[]> _withSilent = [];
    private readonly int _known;

    internal FormGroups(Linkage.Forms forms)
    {
        _known = Names.NameDictionary.Count + 1;
        for (var form = 0; form < forms.Count; form++) Add(forms, form);
    }

    /// <summary>The group of cards whose first name is silent or contradicts nobody.</summary>
    internal const int Silent = 0;

    internal int Count => _known + _groups.Count;

    /// <summary>Number of forms that are filed.</summary>
    internal int Forms => _groups.Count;

    /// <summary>Groups in which a form's namesakes stand.</summary>
    internal ReadOnlySpan<int> this[int form] => form < _groups.Count ? _groups[form] : [];

    /// <summary>Groups that a card is filed under.</summary>
    internal ReadOnlySpan<int> Of(in PhoneCard card) =>
        (card.Flags & CardFlags.FirstCertain) != CardFlags.None ? _groups[card.Form] : _withSilent[card.Form];

    /// <summary>Files a form that came later.</summary>
    internal void Add(Linkage.Forms forms, int form)
    {
        var found = new List<int>();
        if (form != 0 && forms[form].IsKnown) foreach (var group in forms[form].Groups) found.Add(group + 1);
        else if (form != 0)
        {
            found.Add(_known + form);
            foreach (var (other, relation) in forms.Related(form))
            {
                if (relation != FormRelation.Near || !forms[other].IsKnown) continue;
                foreach (var group in forms[other].Groups)
                    if (found.Count <= MostOfSlip && !found.Contains(group + 1)) found.Add(group + 1);
            }
        }

        _groups.Add([.. found]);
        _withSilent.Add([Silent, .. found]);
    }
}
