using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Linkage;

/// <summary>A phone card worth comparing, with the seconds since its last message where the search came by them, else −1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(int Row, int Lag);

/// <summary>
/// Names the phone cards worth comparing with a Telegram card: by contact point and handle; by surname and first name; by
/// first name and time; by time alone where no name can contradict. What cannot reach <see cref="Cutoff"/> by what is known of
/// it without a look at the card is not named but counts in <see cref="Unlisted"/>. One for each thread.
/// </summary>
internal sealed class CandidateRows(PortalIndex index, PortalCounts counts, PairComparison comparison, ChatWeights weights, double prior)
{
    // Odds of 1 : 500. Such cards together have weight, one by one they are not worth a look.
    private const float Cutoff = -9;

    private const int MostOfPoint = 200;
    private const int MostOfFullName = 400;

    // Up to here looking at all first names of a surname is cheaper than looking for those that fit.
    private const int ShortList = 600;

    // Events of one group or of everybody; the nearest come first.
    private const int MostByName = 400;
    private const int MostByTime = 300;

    // A bit a row: small enough for the fastest memory; those of what was found are taken back before the next search.
    private ulong[] _seen = new ulong[index.Rows / 64 + 1];
    private readonly float _prior = (float)prior;
    private bool _surnamePruned;
    private float _hidden;
    private int[] _nearSurnames = [];
    private float[] _passed = new float[512];
    private int _passedCount;

    /// <summary>What the last search found: distinct rows in the order of the ways they were found.</summary>
    internal List<Candidate> Found { get; } = new(512);

    /// <summary>Odds of all cards together that the last search left out.</summary>
    internal double Unlisted { get; private set; }

    /// <summary>Events looked at so far.</summary>
    internal long Visited { get; private set; }

    /// <summary>Replaces <see cref="Found"/> by the candidates of the card that comparison and weights are set up for.</summary>
    internal void Find(in ChatRow chat)
    {
        Forget();
        Found.Clear();
        if (_seen.Length <= index.Rows / 64) _seen = new ulong[index.Phones.Length / 64 + 1];
        Unlisted = 0;
        _passedCount = 0;
        _nearSurnames = index.NearSurnames(chat.Surname);
        _surnamePruned = false;
        var certain = (chat.Flags & CardFlags.FirstCertain) != CardFlags.None;
        BySurname(in chat, certain);
        if (chat.Contacts >= 0) ByContactPoint(index.Contacts[chat.Contacts]);
        if (chat.Handle != 0) AddAll(index.ByHandle[chat.Handle]);
        if (chat.HandleWords != 0) AddAll(index.ByHandleWords[chat.HandleWords]);
        // What a card can still gain by what does not stand beside its event.
        _hidden = chat.Patronymic != 0 ? 5 : 0;
        var name = chat.Form == 0 ? 1 : weights[0, (uint)FormRelation.Same];
        if (chat.Surname != 0 && _surnamePruned) name += weights[1, Levels.SurnameSame];
        else if (chat.Surname == 0 && chat.Initial != 0) name += weights[1, Levels.InitialSame];
        var missed = weights.Nothing;
        var (after, cardAfter, cardBefore) = (Relevant(name, Levels.AfterMessage, Levels.CardAfter, ref missed),
            Relevant(name, Levels.CardAfter, Levels.CardBefore, ref missed), Relevant(name, Levels.CardBefore, Levels.TimeCount, ref missed));
        foreach (var group in index.Groups[chat.Form]) ByName(group, in chat, after, cardAfter, cardBefore);
        // Where no name speaks, time must do alone, with the sex at most.
        const float Sex = 1;
        var ignored = 0.0;
        (after, cardAfter, cardBefore) = (Relevant(Sex, Levels.AfterMessage, Levels.CardAfter, ref ignored),
            Relevant(Sex, Levels.CardAfter, Levels.CardBefore, ref ignored), Relevant(Sex, Levels.CardBefore, Levels.TimeCount, ref ignored));
        if (certain) ByName(FormGroups.Silent, in chat, after, cardAfter, cardBefore);
        else ByTime(in chat, after, cardAfter, cardBefore);
        // Cards that no list names: nothing near in time and no surname to find them by.
        Unlisted += Bits.Exp2(prior) * counts.Cards * missed * (chat.Surname != 0 ? 1 - counts.SurnamedShare : 1);
        Unlisted += Bits.SumOfExp2(_passed.AsSpan(0, _passedCount));
        if (index.Late.Any) AddLate(in chat, certain);
        // Whoever has the phone that the chat gives was found by it: all others have another.
        if (chat.Contacts >= 0 && index.Contacts[chat.Contacts].OwnPhones.Length > 0) Unlisted *= Bits.Exp2(weights[6, Levels.PhoneOther]);
    }

    // The bins of time in which a card with nothing but the name can matter, and what is expected outside of them.
    private (int First, int Last) Relevant(float name, int first, int end, ref double missed)
    {
        var range = (First: end, Last: first - 1);
        for (var bin = first; bin < end; bin++)
        {
            if (_prior + weights.Time(bin) + name + _hidden < Cutoff) continue;
            range = (Math.Min(range.First, bin), bin);
        }

        for (var bin = first; bin < end; bin++)
            if (bin < range.First || bin > range.Last) missed += weights.Share(bin);
        return range;
    }

    private void ByContactPoint(ChatContacts contacts)
    {
        foreach (var phone in contacts.OwnPhones) AddAll(index.Numbers[(ulong)phone]);
        foreach (var phone in contacts.OtherPhones) AddAll(index.Numbers[(ulong)phone]);
        foreach (var email in contacts.Emails) AddAll(index.Emails[email]);
        foreach (var username in contacts.Usernames) AddAll(index.Usernames[username]);
        if (contacts.TelegramId != 0) AddAll(index.TelegramIds[(ulong)contacts.TelegramId]);
    }

    private void BySurname(in ChatRow chat, bool certain)
    {
        if (chat.Surname != 0)
        {
            FullName(chat.Surname, in chat, certain, weights[1, Levels.SurnameSame]);
            foreach (var near in _nearSurnames) FullName(near, in chat, certain, weights[1, Levels.SurnameNear]);
        }

        if (chat.Surname1 == 0) return;
        var sure = (chat.Flags & CardFlags.HandleSurnameCertain) != CardFlags.None;
        var bits = weights[5, sure ? Levels.WordIsSurname : Levels.WordMayBeSurname];
        Word(chat.Surname1, in chat, certain, bits);
        Word(chat.Surname2, in chat, certain, bits);
        Word(chat.Surname3, in chat, certain, bits);
        if (sure) foreach (var near in index.NearSurnames(chat.Surname1)) FullName(near, in chat, certain, weights[5, Levels.WordNear]);
    }

    private void Word(int surname, in ChatRow chat, bool certain, float bits)
    {
        if (surname != 0 && surname != chat.Surname) FullName(surname, in chat, certain, bits);
    }

    // The cards with a surname whose first name does not contradict.
    private void FullName(int surname, in ChatRow chat, bool certain, float bits)
    {
        if (chat.Form == 0 || !certain)
        {
            Slice(index.BySurname.Rows(surname), bits);
            return;
        }

        if (index.BySurname.Count(surname) <= ShortList)
        {
            var rows = index.BySurname.Rows(surname);
            var forms = index.BySurname.FormsOf(surname);
            for (var start = 0; start < forms.Length;)
            {
                var end = start + 1;
                while (end < forms.Length && forms[end] == forms[start]) end++;
                var relation = comparison.RelationTo(forms[start]);
                if (relation != FormRelation.Different) Slice(rows[start..end], bits + weights[0, (uint)relation]);
                start = end;
            }

            return;
        }

        Slice(index.BySurname.Rows(surname, 0), bits);
        foreach (var (form, relation) in index.Forms.Related(chat.Form)) Slice(index.BySurname.Rows(surname, form), bits + weights[0, (uint)relation]);
    }

    private void Slice(ReadOnlySpan<int> rows, float bits)
    {
        // Those near in time are found by time as well; the others are as likely as "nothing near" makes them.
        var odds = _prior + bits + weights.Time(0);
        if (odds < Cutoff)
        {
            // Late cards count for themselves.
            var listed = rows.Length;
            if (index.Late.Any)
                foreach (var row in rows) if (index.Late.IsStale(row)) listed--;
            Unlisted += listed * (double)Bits.FastExp2(odds);
            _surnamePruned |= rows.Length > 0;
            return;
        }

        _surnamePruned |= rows.Length > MostOfFullName;
        if (rows.Length > MostOfFullName) rows = rows[..MostOfFullName];
        Visited += rows.Length;
        foreach (var row in rows) Add(row, -1);
    }

    private void ByName(int group, in ChatRow chat, (int First, int Last) after, (int First, int Last) cardAfter, (int First, int Last) cardBefore)
    {
        Before(index.MessagesOfGroup[group], in chat, after, Levels.AfterMessage, messages: true);
        var created = index.CreatedOfGroup[group];
        After(created, in chat, cardAfter);
        Before(created, in chat, cardBefore, Levels.CardBefore, messages: false);
    }

    private void Before(ReadOnlySpan<NamedEvent> events, in ChatRow chat, (int First, int Last) bins, int first, bool messages)
    {
        if (events.IsEmpty || bins.Last < bins.First) return;
        long at = chat.Created;
        var earliest = at - TimeModel.UpperEdge(bins.Last - first);
        var left = MostByName;
        for (var i = GroupEvents.After(events, at - TimeModel.LowerEdge(bins.First - first)) - 1; i >= 0 && left > 0; i--)
        {
            ref readonly var e = ref events[i];
            if (e.Time < earliest) return;
            // A card with messages is judged by them.
            if (!messages && e.Form < 0) continue;
            left--;
            Visit(in e, in chat, first + TimeModel.BinOf(at - e.Time), messages ? (int)(at - e.Time) : -1);
        }
    }

    private void After(ReadOnlySpan<NamedEvent> events, in ChatRow chat, (int First, int Last) bins)
    {
        if (events.IsEmpty || bins.Last < bins.First) return;
        long at = chat.Created;
        var latest = at + TimeModel.UpperEdge(bins.Last - Levels.CardAfter);
        var left = MostByName;
        for (var i = GroupEvents.After(events, at + Math.Max(1, TimeModel.LowerEdge(bins.First - Levels.CardAfter)) - 1); i < events.Length && left > 0; i++, left--)
        {
            ref readonly var e = ref events[i];
            if (e.Time > latest) return;
            Visit(in e, in chat, Levels.CardAfter + TimeModel.BinOf(e.Time - at), -1);
        }
    }

    private void Visit(in NamedEvent e, in ChatRow chat, int bin, int lag)
    {
        Visited++;
        if (index.Late.Any && index.Late.IsStale(e.Row)) return;
        var odds = _prior + _hidden + weights.Time(bin) + weights[0, (uint)comparison.RelationTo(e.Name)];
        if (odds + 1 >= Cutoff || _surnamePruned || chat.Surname == 0) odds += Surname(in chat, e.Surname);
        if (odds < Cutoff) Pass(odds - _hidden);
        else Add(e.Row, lag);
    }

    // Their odds are added up all together.
    private void Pass(float odds)
    {
        if (_passedCount == _passed.Length) Array.Resize(ref _passed, _passedCount * 2);
        _passed[_passedCount++] = odds;
    }

    private float Surname(in ChatRow chat, int surname)
    {
        if (chat.Initial == 0 || surname == 0) return 0;
        if (chat.Surname == 0) return weights[1, Levels.InitialSame];
        if (chat.Surname == Math.Abs(surname)) return weights[1, Levels.SurnameSame];
        foreach (var near in _nearSurnames)
            if (near == Math.Abs(surname)) return weights[1, Levels.SurnameNear];
        return surname > 0 && (chat.Flags & CardFlags.SurnameCertain) != CardFlags.None ? weights[1, Levels.SurnameDifferent] : 0;
    }

    // A nickname contradicts nobody: everybody near in time may be it.
    private void ByTime(in ChatRow chat, (int First, int Last) after, (int First, int Last) cardAfter, (int First, int Last) cardBefore)
    {
        long at = chat.Created;
        if (after.First <= after.Last)
        {
            var earliest = at - TimeModel.UpperEdge(after.Last - Levels.AfterMessage);
            var times = index.Messages.Times;
            for (int i = index.Messages.After(at) - 1, left = MostByTime; i >= 0 && left > 0 && times[i] >= earliest; i--, left--) Add(index.MessageRows[i], (int)(at - times[i]));
        }

        var next = index.Created.After(at);
        if (cardBefore.First <= cardBefore.Last)
        {
            var earliest = at - TimeModel.UpperEdge(cardBefore.Last - Levels.CardBefore);
            for (int row = next - 1, left = MostByTime; row >= 0 && left > 0 && index.Phones[row].Created >= earliest; row--, left--)
                if (index.Phones[row].MessageCount == 0) Add(row, -1);
        }

        if (cardAfter.First > cardAfter.Last) return;
        var latest = at + TimeModel.UpperEdge(cardAfter.Last - Levels.CardAfter);
        for (int row = next, left = MostByTime; row < index.ListedRows && left > 0 && index.Phones[row].Created <= latest; row++, left--) Add(row, -1);
    }

    // Cards that the lists do not know, or not as they are, are weighed one by one.
    private void AddLate(in ChatRow chat, bool certain)
    {
        Forget();
        Found.RemoveAll(candidate => index.Late.IsStale(candidate.Row));
        foreach (var row in index.Late.Rows)
        {
            ref var card = ref index.Phones[row];
            if (certain && chat.Contacts < 0 && comparison.RelationTo(card.Form) == FormRelation.Different && (card.Flags & (CardFlags.FirstCertain | CardFlags.MoreHandles)) == CardFlags.FirstCertain
                && (card.Handle == 0 || card.Handle != chat.Handle && card.HandleWords != chat.HandleWords)) continue;
            var levels = comparison.Compare(row, -1);
            // No list names a card whose first name contradicts but for a contact point.
            if (Levels.Of(levels, Levels.First, Levels.Three) == (uint)FormRelation.Different && !SharesPoint(levels)) continue;
            var odds = _prior + weights.Total(levels);
            // With no event near, it stands among those that no list names, and these are counted all together.
            if (odds < Cutoff) Unlisted += Levels.Of(levels, Levels.Time, Levels.Seven) == 0 ? 0 : Bits.FastExp2(odds);
            else Found.Add(new Candidate(row, -1));
        }
    }

    private static bool SharesPoint(uint levels) =>
        Levels.Of(levels, Levels.HandleEmail, Levels.Three) is not (0 or Levels.HandleDifferent)
        || Levels.Of(levels, Levels.Phone, Levels.Two) is Levels.PhoneOwn or Levels.PhoneOfAnother || Levels.Of(levels, Levels.Email, Levels.One) != 0
        || Levels.Of(levels, Levels.Telegram, Levels.Three) is Levels.IdSame or Levels.UsernameSame;

    private void AddAll(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length && i < MostOfPoint; i++) Add(rows[i], -1);
    }

    private void Add(int row, int lag)
    {
        ref var word = ref _seen[row >> 6];
        var bit = 1UL << row;
        if ((word & bit) != 0) return;
        word |= bit;
        Found.Add(new Candidate(row, lag));
    }

    private void Forget()
    {
        foreach (ref readonly var candidate in CollectionsMarshal.AsSpan(Found)) _seen[candidate.Row >> 6] = 0;
    }
}
