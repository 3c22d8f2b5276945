using DedupPortal.Matching.Names;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Indexing;

/// <summary>
/// The cards a Telegram card can belong to, by everything it can be found by. Cards are numbered 0…n−1 in order of content,
/// so that nothing depends on the order of rows.
/// </summary>
internal sealed class PhoneSideIndex
{
    internal PhoneSideIndex(IReadOnlyList<NormalizedRecord> cards, MatchModel model)
    {
        Cards = cards;
        Names = new PersonName[cards.Count];
        var messages = new List<(long, int)>();
        var created = new List<(long, int)>(cards.Count);
        var messagesOfGroup = new Dictionary<string, List<(long, int)>>(StringComparer.Ordinal);
        var createdOfGroup = new Dictionary<string, List<(long, int)>>(StringComparer.Ordinal);
        for (var card = 0; card < cards.Count; card++)
        {
            var record = cards[card];
            var name = Names[card] = EffectiveName(record);
            created.Add((record.Created, card));
            foreach (var time in record.Messages) messages.Add((time, card));
            if (record.Messages.Length > 0) CardsWithMessages++;
            foreach (var group in GroupsOf(name.First))
            {
                Events(createdOfGroup, group).Add((record.Created, card));
                foreach (var time in record.Messages) Events(messagesOfGroup, group).Add((time, card));
            }

            if (name.Surname is { } surname) Surnames.Add(surname, card);
            foreach (var phone in record.Phones) Phones.Add(phone, card);
            foreach (var email in record.Emails) Emails.Add(email.Key, card);
            foreach (var username in record.Usernames) Usernames.Add(username, card);
            foreach (var handle in record.EmailHandles)
            {
                Handles.Add(handle.Key, card);
                if (handle.WordKey.Length > 0) HandleWords.Add(handle.WordKey, card);
            }
        }

        Messages = new TimeIndex(messages);
        Created = new TimeIndex(created);
        MessagesOfGroup = messagesOfGroup.ToDictionary(g => g.Key, g => new TimeIndex(g.Value), StringComparer.Ordinal);
        CreatedOfGroup = createdOfGroup.ToDictionary(g => g.Key, g => new TimeIndex(g.Value), StringComparer.Ordinal);
        Statistics = new NameStatistics(Names, model.NamePriorCards);
    }

    internal IReadOnlyList<NormalizedRecord> Cards { get; }

    /// <summary>Each card's name, completed out of its e-mail where the name fields are silent.</summary>
    internal PersonName[] Names { get; }

    internal int CardsWithMessages { get; }

    internal TimeIndex Messages { get; }

    internal TimeIndex Created { get; }

    /// <summary>Messages to cards of one first name, by the keys of <see cref="GroupsOf"/>.</summary>
    internal Dictionary<string, TimeIndex> MessagesOfGroup { get; }

    internal Dictionary<string, TimeIndex> CreatedOfGroup { get; }

    internal NameStatistics Statistics { get; }

    internal Postings<string> Surnames { get; } = new(StringComparer.Ordinal);

    internal Postings<long> Phones { get; } = new();

    internal Postings<string> Emails { get; } = new(StringComparer.Ordinal);

    internal Postings<string> Usernames { get; } = new(StringComparer.Ordinal);

    internal Postings<string> Handles { get; } = new(StringComparer.Ordinal);

    internal Postings<string> HandleWords { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys under which a first name's events are filed: its full names, or itself when the dictionary does not know it.</summary>
    internal static IEnumerable<string> GroupsOf(NameForm? form)
    {
        if (form is null) return [];
        return form.IsKnown ? form.Groups.Select(NameDictionary.FullName) : [form.Key];
    }

    private static List<(long, int)> Events(Dictionary<string, List<(long, int)>> events, string group)
    {
        if (!events.TryGetValue(group, out var list)) events.Add(group, list = []);
        return list;
    }

    // What only an e-mail says may support a pair but never contradict one.
    private static PersonName EffectiveName(NormalizedRecord record)
    {
        var name = record.Name;
        foreach (var handle in record.EmailHandles)
        {
            if (name.First is null && handle.First is not null) name = name with { First = handle.First, FirstText = handle.FirstText, FirstCertain = false };
            if (name.Surname is null && handle.SurnameCertain && (name.SurnameInitial == '\0' || name.SurnameInitial == handle.Surnames[0][0]))
                name = name with { Surname = handle.Surnames[0], SurnameText = handle.Text, SurnameCertain = false };
        }

        return name;
    }
}
