namespace DedupPortal.Matching.Linkage;

/// <summary>Weighs the candidates of one chat after another. One for each thread.</summary>
internal sealed class ChatScoring
{
    // Chats with thousands of cards are a connector's fault; the first ones say it all.
    private const int MostCards = 16;

    private readonly PortalIndex _index;
    private readonly double _prior;
    private readonly PairComparison _comparison;
    private readonly CandidateRows _candidates;
    private readonly Alternative[] _best = new Alternative[Alternatives.Most];
    private readonly Dictionary<int, Alternative> _several = [];

    internal ChatScoring(PortalIndex index, PortalCounts counts, MatchModel model, double prior)
    {
        (_index, _prior) = (index, prior);
        Weights = new ChatWeights(index, counts, model);
        _comparison = new PairComparison(index);
        _candidates = new CandidateRows(index, counts, _comparison, Weights, prior);
    }

    internal ChatWeights Weights { get; }

    /// <summary>Pairs compared so far.</summary>
    internal long Compared { get; private set; }

    /// <summary>Odds of all cards that the last search did not name.</summary>
    internal double Unlisted => _candidates.Unlisted;

    internal long Visited => _candidates.Visited;

    /// <summary>
    /// Everybody who fits a chat. <paramref name="rejected"/>: persons that may not be it, or null.
    /// </summary>
    internal void Score(int chat, Alternatives into, Func<int, bool>? rejected = null)
    {
        _several.Clear();
        var count = 0;
        var (all, unlisted) = (0.0, 0.0);
        var rows = _index.ChatRows.AsSpan(_index.ChatStarts[chat], _index.ChatStarts[chat + 1] - _index.ChatStarts[chat]);
        var single = rows.Length == 1 && rejected is null;
        foreach (var row in rows[..Math.Min(rows.Length, MostCards)])
        {
            Begin(row);
            unlisted = Math.Max(unlisted, _candidates.Unlisted);
            foreach (var candidate in _candidates.Found)
            {
                var levels = _comparison.Compare(candidate.Row, candidate.Lag);
                var weight = Weights.Total(levels);
                if (single && (_index.Phones[candidate.Row].Flags & CardFlags.SharesPerson) == CardFlags.None)
                {
                    all += Bits.FastExp2((float)_prior + weight);
                    Keep(new Alternative(candidate.Row, candidate.Row, row, levels, weight), ref count);
                    continue;
                }

                var person = _index.Persons.Of(candidate.Row);
                ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_several, person, out var exists);
                if (!exists || weight > known.Weight) known = new Alternative(person, candidate.Row, row, levels, weight);
            }
        }

        foreach (var alternative in _several.Values)
        {
            if (rejected is not null && rejected(alternative.Person)) continue;
            all += Bits.FastExp2((float)_prior + alternative.Weight);
            Keep(alternative, ref count);
        }

        var named = 0.0;
        for (var i = 0; i < count; i++) named += Bits.FastExp2((float)_prior + _best[i].Weight);
        into.Set(chat, _best.AsSpan(0, count), Math.Max(0, all - named) + unlisted);
    }

    /// <summary>Everybody who fits one Telegram card, whether or not it stands in the index, as the only chat of <paramref name="into"/>.</summary>
    internal void ScoreRow(in ChatRow chat, Alternatives into)
    {
        var count = 0;
        var all = 0.0;
        _several.Clear();
        foreach (var candidate in Begin(in chat))
        {
            var levels = _comparison.Compare(candidate.Row, candidate.Lag);
            var weight = Weights.Total(levels);
            var person = _index.Persons.Of(candidate.Row);
            ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_several, person, out var exists);
            if (!exists || weight > known.Weight) known = new Alternative(person, candidate.Row, -1, levels, weight);
        }

        foreach (var alternative in _several.Values)
        {
            all += Bits.FastExp2((float)_prior + alternative.Weight);
            Keep(alternative, ref count);
        }

        var named = 0.0;
        for (var i = 0; i < count; i++) named += Bits.FastExp2((float)_prior + _best[i].Weight);
        into.Set(0, _best.AsSpan(0, count), Math.Max(0, all - named) + _candidates.Unlisted);
    }

    /// <summary>Sets up everything for one Telegram card and finds its candidates.</summary>
    internal List<Candidate> Begin(int chatRow) => Begin(in _index.Chats[chatRow]);

    private List<Candidate> Begin(in ChatRow chat)
    {
        _comparison.Begin(in chat);
        Weights.Begin(in chat);
        _candidates.Find(in chat);
        Compared += _candidates.Found.Count;
        return _candidates.Found;
    }

    /// <summary>Levels of the Telegram card that was begun and a phone card.</summary>
    internal uint Compare(int phoneRow, int lag = -1) => _comparison.Compare(phoneRow, lag);

    /// <summary>Sets up weights and comparison for one Telegram card without a search.</summary>
    internal void Turn(int chatRow)
    {
        ref var chat = ref _index.Chats[chatRow];
        _comparison.Begin(in chat);
        Weights.Begin(in chat);
    }

    private void Keep(in Alternative alternative, ref int count)
    {
        if (count == _best.Length && !Before(in alternative, in _best[count - 1])) return;
        var at = count < _best.Length ? count++ : count - 1;
        while (at > 0 && Before(in alternative, in _best[at - 1]))
        {
            _best[at] = _best[at - 1];
            at--;
        }

        _best[at] = alternative;
    }

    private static bool Before(in Alternative one, in Alternative other) =>
        one.Weight != other.Weight ? one.Weight > other.Weight : one.Person < other.Person;
}
