using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching.Scoring;

/// <summary>Values that have become rarer or more common by a change; what only went and came again is not among them.</summary>
internal sealed class ValueShifts
{
    private readonly Dictionary<(int Part, int Value), int> _shifts = [];

    internal IEnumerable<int> Forms => Of(0);

    internal IEnumerable<int> Surnames => Of(1);

    internal IEnumerable<int> Handles => Of(2);

    internal IEnumerable<int> Words => Of(3);

    /// <summary>Instants at which chats came or went, in seconds since 2000.</summary>
    internal IEnumerable<int> ChatTimes => Of(4);

    internal void Count(PhoneCard card, int by)
    {
        Shift(0, card.Form, by);
        Shift(1, card.Surname, by);
        Shift(2, card.Handle, by);
        Shift(3, card.HandleWords, by);
    }

    internal void CountChat(long created, int by) => Shift(4, Seconds.FromUnix(created), by);

    /// <summary>Whether one of a chat's own values is among them.</summary>
    internal bool Concerns(ChatRow chat)
    {
        foreach (var ((part, value), by) in _shifts)
        {
            if (by == 0) continue;
            if (part == 0 && chat.Form != 0 || part == 1 && (chat.Surname != 0 || chat.Surname1 != 0)) return true;
            if (part == 2 && chat.Handle == value || part == 3 && chat.HandleWords == value) return true;
            if (part == 4 && Math.Abs((long)chat.Created - value) <= ChatWeights.HalfWindow) return true;
        }

        return false;
    }

    private List<int> Of(int part) => [.. _shifts.Where(shift => shift.Key.Part == part && shift.Value != 0).Select(shift => shift.Key.Value).Order()];

    private void Shift(int part, int value, int by)
    {
        if (part != 4 && value == 0) return;
        _shifts[(part, value)] = _shifts.GetValueOrDefault((part, value)) + by;
    }
}
