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
    private float[] _others = new float[512];
    private int _count;
    private int _otherCount;

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
        Clear();
        var unlisted = 0.0;
        var rows = _index.ChatRows.AsSpan(_index.ChatStarts[chat], _index.ChatStarts[chat + 1] - _index.ChatStarts[chat]);
        var single = rows.Length == 1 && rejected is null;
        foreach (var row in rows[..Math.Min(rows.Length, MostCards)])
        {
            Begin(row);
            unlisted = Math.Max(unlisted, _candidates.Unlisted);
            _ = Touch(_index.Phones, _candidates.Found);
            foreach (var candidate in _candidates.Found)
            {
                var levels = _comparison.Compare(candidate.Row, candidate.Lag);
                var weight = Weights.Total(levels);
                if (single && (_index.Phones[candidate.Row].Flags & CardFlags.SharesPerson) == CardFlags.None)
                    Keep(new Alternative(candidate.Row, candidate.Row, row, levels, weight));
                else
                    Know(candidate.Row, row, levels, weight);
            }
        }

        foreach (var alternative in _several.Values)
            if (rejected is null || !rejected(alternative.Person)) Keep(alternative);
        into.Set(chat, _best.AsSpan(0, _count), Bits.SumOfExp2(_others.AsSpan(0, _otherCount)) + unlisted);
    }

    /// <summary>Everybody who fits one Telegram card, whether or not it stands in the index, as the only chat of <paramref name="into"/>.</summary>
    internal void ScoreRow(in ChatRow chat, Alternatives into)
    {
        Clear();
        foreach (var candidate in Begin(in chat))
        {
            var levels = _comparison.Compare(candidate.Row, candidate.Lag);
            Know(candidate.Row, -1, levels, Weights.Total(levels));
        }

        foreach (var alternative in _several.Values) Keep(alternative);
        into.Set(0, _best.AsSpan(0, _count), Bits.SumOfExp2(_others.AsSpan(0, _otherCount)) + _candidates.Unlisted);
    }

    // The cards lie anywhere in memory: asked for one after another without waiting, they arrive together.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static int Touch(PhoneCard[] phones, List<Candidate> found)
    {
        var sum = 0;
        foreach (var candidate in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found)) sum += phones[candidate.Row].Created + phones[candidate.Row].Initial;
        return sum;
    }

    private void Clear()
    {
        _several.Clear();
        (_count, _otherCount) = (0, 0);
    }

    // A person's best pair of cards speaks for him.
    private void Know(int phoneRow, int chatRow, uint levels, float weight)
    {
        var person = _index.Persons.Of(phoneRow);
        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_several, person, out var exists);
        if (!exists || weight > known.Weight) known = new Alternative(person, phoneRow, chatRow, levels, weight);
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

    private void Keep(in Alternative alternative)
    {
        if (_count == _best.Length)
        {
            var better = Before(in alternative, in _best[_count - 1]);
            if (_otherCount == _others.Length) Array.Resize(ref _others, _otherCount * 2);
            _others[_otherCount++] = (float)_prior + (better ? _best[_count - 1].Weight : alternative.Weight);
            if (!better) return;
        }

        var at = _count < _best.Length ? _count++ : _count - 1;
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
