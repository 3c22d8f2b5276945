using DedupPortal.Matching.Names;
using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Indexing;

/// <summary>
/// Names the phone cards worth comparing with a Telegram card: by contact point, handle and surname at any time, by first
/// name within days, by time alone within hours. Bounded per card, so that a run is not quadratic.
/// </summary>
internal sealed class CandidateSearch
{
    private const long Day = 86_400;
    private const int MostBySurname = 400;
    private const int MostByName = 300;
    private const int MostByTime = 300;

    // Above this size time alone says nothing any more: every minute has its messages.
    private const int LargePortal = 40_000;
    private const int MostByTimeInLarge = 60;

    private readonly PhoneSideIndex _index;
    private readonly int[] _seen;
    private int _round;

    internal CandidateSearch(PhoneSideIndex index)
    {
        _index = index;
        _seen = new int[index.Cards.Count];
    }

    /// <summary>Replaces the content of <paramref name="found"/> by the distinct candidates of a Telegram card.</summary>
    internal void Find(ChatCard chat, List<int> found)
    {
        found.Clear();
        _round++;
        ByContactPoint(chat, found);
        BySurname(chat, found);
        ByFirstName(chat, found);
        ByTime(chat, found);
    }

    private void ByContactPoint(ChatCard chat, List<int> found)
    {
        foreach (var phone in chat.Record.TextPhones) AddAll(_index.Phones[phone.Phone.Number], MostByName, found);
        foreach (var email in chat.Record.TextEmails) AddAll(_index.Emails[email.Key], MostByName, found);
        foreach (var username in chat.Record.Usernames) AddAll(_index.Usernames[username], MostByName, found);
        if (chat.Handle is not { } handle) return;
        AddAll(_index.Handles[handle.Key], MostByName, found);
        if (handle.WordKey.Length > 0) AddAll(_index.HandleWords[handle.WordKey], MostByName, found);
    }

    private void BySurname(ChatCard chat, List<int> found)
    {
        if (chat.Name.Surname is { } surname)
        {
            AddCompatible(surname);
            foreach (var near in _index.Statistics.NearSurnames.Near(surname)) AddCompatible(near);
        }

        foreach (var candidate in chat.Handle?.Surnames ?? [])
        {
            if (candidate != chat.Name.Surname) AddCompatible(candidate);
            if (chat.Handle!.SurnameCertain)
                foreach (var near in _index.Statistics.NearSurnames.Near(candidate)) AddCompatible(near);
        }

        void AddCompatible(string key)
        {
            var cards = _index.Surnames[key];
            var budget = MostBySurname;
            foreach (var card in cards)
            {
                if (Contradicts(chat.Name, _index.Names[card])) continue;
                if (budget-- == 0) break;
                Add(card, found);
            }
        }
    }

    private void ByFirstName(ChatCard chat, List<int> found)
    {
        var at = chat.Record.Created;
        foreach (var group in PhoneSideIndex.GroupsOf(chat.Name.First))
        {
            if (_index.MessagesOfGroup.TryGetValue(group, out var messages)) Before(messages, at, 30 * Day, MostByName, found, null);
            if (!_index.CreatedOfGroup.TryGetValue(group, out var created)) continue;
            Before(created, at, 4 * Day, MostByName / 3, found, null);
            After(created, at, 12 * Day, MostByName / 3, found, null);
        }
    }

    private void ByTime(ChatCard chat, List<int> found)
    {
        var budget = _index.Cards.Count > LargePortal ? MostByTimeInLarge : MostByTime;
        Before(_index.Messages, chat.Record.Created, 2 * Day, budget, found, chat.Name);
        Before(_index.Created, chat.Record.Created, Day / 4, budget / 4, found, chat.Name);
        After(_index.Created, chat.Record.Created, Day, budget / 4, found, chat.Name);
    }

    private void Before(TimeIndex index, long at, long window, int budget, List<int> found, PersonName? compatibleWith)
    {
        for (var i = index.After(at) - 1; i >= 0 && budget > 0 && index.Time(i) >= at - window; i--, budget--)
            if (compatibleWith is null || !Contradicts(compatibleWith, _index.Names[index.Card(i)])) Add(index.Card(i), found);
    }

    private void After(TimeIndex index, long at, long window, int budget, List<int> found, PersonName? compatibleWith)
    {
        for (var i = index.After(at); i < index.Count && budget > 0 && index.Time(i) <= at + window; i++, budget--)
            if (compatibleWith is null || !Contradicts(compatibleWith, _index.Names[index.Card(i)])) Add(index.Card(i), found);
    }

    private static bool Contradicts(PersonName one, PersonName other) =>
      one.First is { } a && other.First is { } b && one.FirstCertain && other.FirstCertain && NameComparison.FirstLevel(a, b) == 0;

    private void AddAll(List<int> cards, int most, List<int> found)
    {
        for (var i = 0; i < cards.Count && i < most; i++) Add(cards[i], found);
    }

    private void Add(int card, List<int> found)
    {
        if (_seen[card] == _round) return;
        _seen[card] = _round;
        found.Add(card);
    }
}
