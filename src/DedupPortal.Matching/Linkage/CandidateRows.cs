using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>A phone card worth comparing, with the seconds since its last message where the search came by them, else −1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(int Row, int Lag);

/// <summary>How far a search goes for one Telegram card.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SearchBudget(int BySurname, int ByName, int ByTime)
{
    /// <summary>The larger the portal, the less time alone says and the nearer in time a namesake must be.</summary>
    internal static SearchBudget For(int phoneCards) => phoneCards > 40_000 ? new(300, 240, 60) : new(400, 300, 300);
}

/// <summary>
/// Names the phone cards worth comparing with a Telegram card: by contact point, handle and surname at any time, by first
/// name within days, by time alone within hours. Bounded per card, so that a run is not quadratic. One for each thread.
/// </summary>
internal sealed class CandidateRows(PortalIndex index, PairComparison comparison, SearchBudget budget)
{
    private const long Day = 86_400;

    // A surname that contradicts costs so much that only an answer within the hour is worth a look.
    private const int ContradictedLag = 4096;

    private readonly int[] _seen = new int[index.Phones.Length];
    private int _round;

    /// <summary>What the last search found: distinct rows in the order of the ways they were found.</summary>
    internal List<Candidate> Found { get; } = new(512);

    /// <summary>Events looked at so far.</summary>
    internal long Visited { get; private set; }

    /// <summary>Replaces <see cref="Found"/> by the candidates of the card that <see cref="PairComparison"/> is set up for.</summary>
    internal void Find(in ChatRow chat)
    {
        Found.Clear();
        _round++;
        ByFirstName(in chat);
        ByTime(in chat);
        if (chat.Contacts >= 0) ByContactPoint(index.Contacts[chat.Contacts]);
        if (chat.Handle != 0) AddAll(index.ByHandle[chat.Handle]);
        if (chat.HandleWords != 0) AddAll(index.ByHandleWords[chat.HandleWords]);
        BySurname(in chat);
    }

    private void ByContactPoint(ChatContacts contacts)
    {
        foreach (var phone in contacts.OwnPhones) AddAll(index.Numbers[(ulong)phone]);
        foreach (var phone in contacts.OtherPhones) AddAll(index.Numbers[(ulong)phone]);
        foreach (var email in contacts.Emails) AddAll(index.Emails[email]);
        foreach (var username in contacts.Usernames) AddAll(index.Usernames[username]);
    }

    private void BySurname(in ChatRow chat)
    {
        var certain = (chat.Flags & CardFlags.FirstCertain) != 0;
        Compatible(chat.Surname, certain);
        foreach (var near in index.NearSurnames(chat.Surname)) Compatible(near, certain);
        ByWord(chat.Surname1, in chat, certain);
        ByWord(chat.Surname2, in chat, certain);
        ByWord(chat.Surname3, in chat, certain);
    }

    private void ByWord(int surname, in ChatRow chat, bool certain)
    {
        if (surname == 0) return;
        if (surname != chat.Surname) Compatible(surname, certain);
        if ((chat.Flags & CardFlags.HandleSurnameCertain) == 0) return;
        foreach (var near in index.NearSurnames(surname)) Compatible(near, certain);
    }

    private void Compatible(int surname, bool certain)
    {
        if (surname == 0) return;
        var left = budget.BySurname;
        foreach (var row in index.BySurname[surname])
        {
            Visited++;
            ref var card = ref index.Phones[row];
            if (certain && (card.Flags & CardFlags.FirstCertain) != 0 && comparison.RelationTo(card.Form) == FormRelation.Different) continue;
            if (left-- == 0) break;
            Add(row, -1);
        }
    }

    private void ByFirstName(in ChatRow chat)
    {
        var at = chat.Created;
        foreach (var group in index.Groups[chat.Form])
        {
            Before(index.MessagesOfGroup[group], at, 30 * Day, budget.ByName, in chat, messages: true);
            var created = index.CreatedOfGroup[group];
            Before(created, at, 4 * Day, budget.ByName / 3, in chat, messages: false);
            After(created, at, 12 * Day, budget.ByName / 3, in chat);
        }
    }

    private void Before(ReadOnlySpan<NamedEvent> events, int at, long window, int most, in ChatRow chat, bool messages)
    {
        var last = GroupEvents.After(events, at) - 1;
        for (var i = last; i >= 0 && last - i < most; i--)
        {
            ref readonly var e = ref events[i];
            if (e.Time < at - window) break;
            Visited++;
            if (at - (long)e.Time > ContradictedLag && Contradicts(in chat, e.Surname)) continue;
            Add(e.Row, messages ? at - e.Time : -1);
        }
    }

    private void After(ReadOnlySpan<NamedEvent> events, int at, long window, int most, in ChatRow chat)
    {
        var first = GroupEvents.After(events, at);
        for (var i = first; i < events.Length && i - first < most; i++)
        {
            ref readonly var e = ref events[i];
            if (e.Time > at + window) break;
            Visited++;
            if (e.Time - (long)at > ContradictedLag && Contradicts(in chat, e.Surname)) continue;
            Add(e.Row, -1);
        }
    }

    private bool Contradicts(in ChatRow chat, int surname)
    {
        if (surname <= 0 || chat.Surname == 0 || surname == chat.Surname || (chat.Flags & CardFlags.SurnameCertain) == 0) return false;
        foreach (var near in index.NearSurnames(chat.Surname))
            if (near == surname) return false;
        return true;
    }

    private void ByTime(in ChatRow chat)
    {
        var at = chat.Created;
        var certain = (chat.Flags & CardFlags.FirstCertain) != 0;
        var times = index.Messages.Times;
        var last = index.Messages.After(at) - 1;
        for (var i = last; i >= 0 && last - i < budget.ByTime && times[i] >= at - 2 * Day; i--) AddFitting(index.MessageRows[i], certain, at - times[i]);
        var created = index.Created.Times;
        var next = index.Created.After(at);
        for (var row = next - 1; row >= 0 && next - row <= budget.ByTime / 4 && created[row] >= at - Day / 4; row--) AddFitting(row, certain, -1);
        for (var row = next; row < created.Length && row - next < budget.ByTime / 4 && created[row] <= at + Day; row++) AddFitting(row, certain, -1);
    }

    private void AddFitting(int row, bool certain, int lag)
    {
        Visited++;
        ref var card = ref index.Phones[row];
        if (certain && (card.Flags & CardFlags.FirstCertain) != 0 && comparison.RelationTo(card.Form) == FormRelation.Different) return;
        Add(row, lag);
    }

    private void AddAll(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length && i < budget.ByName; i++) Add(rows[i], -1);
    }

    private void Add(int row, int lag)
    {
        if (_seen[row] == _round) return;
        _seen[row] = _round;
        Found.Add(new Candidate(row, lag));
    }
}
