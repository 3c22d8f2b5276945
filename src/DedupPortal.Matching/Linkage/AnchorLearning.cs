namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Learns a portal's m-probabilities without labels: a feature is counted only on pairs that everything else already proves
/// (anchors), so that it cannot find its own reflection, as plain expectation–maximisation does. The share of linked chats is
/// what the posteriors say, half with time and half by full names alone. The model that is given counts as <see cref="Prior"/> pairs, so a small portal keeps it.
/// Deterministic: the sample is every n-th chat in order of time. Cost: rounds × sample, a fraction of a second.
/// </summary>
internal sealed class AnchorLearning
{
    /// <summary>Worth of the given model in pairs.</summary>
    internal const double Prior = 150;

    private const int Rounds = 5;
    private const int Sample = 6000;
    private const double Anchor = 0.8;

    // The sample is counted in that many parts whatever the number of cores: sums of doubles depend on their order.
    private const int Parts = 8;

    // The features that are learnt by level, by their part of the table; time apart.
    private static readonly int[] s_parts = [0, 1, 2, 3, 4];

    private readonly PortalIndex _index;
    private readonly PortalCounts _counts;
    private readonly double[] _levels = new double[Levels.TableSize];
    private readonly double[] _time = new double[Levels.TimeCount];
    private readonly float[] _without = new float[Levels.TableSize + Levels.TimeCount];
    private double _linked;
    private double _chats;
    private double _linkedByName;
    private double _named;

    private AnchorLearning(PortalIndex index, PortalCounts counts) => (_index, _counts) = (index, counts);

    /// <summary>The model as the portal's own pairs make it; versioned after the model it started from.</summary>
    internal static MatchModel Learn(PortalIndex index, PortalCounts counts, MatchModel model, DecisionCounts decisions)
    {
        var learning = new AnchorLearning(index, counts);
        var sample = learning.Draw(model);
        if (sample.Length == 0) return decisions.Apply(model, [], []);
        // The anchors are found without the decisions: else what one of them teaches could come back multiplied.
        var learnt = model;
        for (var round = 0; round < Rounds; round++)
        {
            learning.Round(sample, learnt);
            learnt = learning.Model(model, round < Rounds - 1 ? DecisionCounts.None : decisions);
        }

        return learnt;
    }

    // Candidates hardly depend on the model: they are found once.
    private (int Row, uint[] Candidates, double Unlisted)[] Draw(MatchModel model)
    {
        var step = Math.Max(1, _index.Chats.Length / Sample);
        var sample = new (int Row, uint[] Candidates, double Unlisted)[(_index.Chats.Length - step / 2 + step - 1) / step];
        var next = -1;
        Parallel.For(0, sample.Length < 500 ? 1 : Environment.ProcessorCount, _ =>
        {
            var scoring = new ChatScoring(_index, _counts, model, PriorOf(model));
            int place;
            while ((place = Interlocked.Increment(ref next)) < sample.Length)
            {
                var row = step / 2 + place * step;
                var found = scoring.Begin(row);
                var levels = new uint[found.Count];
                for (var i = 0; i < levels.Length; i++) levels[i] = scoring.Compare(found[i].Row, found[i].Lag);
                sample[place] = (row, levels, scoring.Unlisted / Odds(model));
            }
        });
        return sample;
    }

    private double PriorOf(MatchModel model) => Bits.LogOdds(model.LinkedShare) - Math.Log2(Math.Max(1, _index.Persons.Count));

    private static double Odds(MatchModel model) => model.LinkedShare / (1 - model.LinkedShare);

    private void Round((int Row, uint[] Candidates, double Unlisted)[] sample, MatchModel model)
    {
        Array.Clear(_levels);
        Array.Clear(_time);
        (_linked, _chats, _linkedByName, _named) = (0, 0, 0, 0);
        var parts = new AnchorLearning[Parts];
        Parallel.For(0, Parts, part =>
        {
            parts[part] = new AnchorLearning(_index, _counts);
            parts[part].Count(sample.AsSpan()[(sample.Length * part / Parts)..(sample.Length * (part + 1) / Parts)], model);
        });
        foreach (var part in parts)
        {
            for (var level = 0; level < _levels.Length; level++) _levels[level] += part._levels[level];
            for (var bin = 0; bin < _time.Length; bin++) _time[bin] += part._time[bin];
            _linked += part._linked;
            _chats += part._chats;
            _linkedByName += part._linkedByName;
            _named += part._named;
        }
    }

    private void Count(ReadOnlySpan<(int Row, uint[] Candidates, double Unlisted)> sample, MatchModel model)
    {
        var prior = (float)PriorOf(model);
        var weights = new ChatWeights(_index, _counts, model);
        var odds = Array.Empty<float>();
        foreach (var (row, candidates, unlisted) in sample)
        {
            weights.Begin(in _index.Chats[row]);
            Array.Fill(_without, float.NaN);
            if (odds.Length < candidates.Length) odds = new float[candidates.Length * 2];
            var rest = 1 + unlisted * Odds(model);
            var sum = rest;
            for (var i = 0; i < candidates.Length; i++) sum += odds[i] = Bits.FastExp2(prior + weights.Total(candidates[i]));
            _chats++;
            _linked += 1 - 1 / sum;
            Timeless(row, candidates, odds, weights, Odds(model));
            foreach (var part in s_parts) Count(part, candidates, odds, rest, weights);
            Count(-1, candidates, odds, rest, weights);
        }
    }

    // The share of linked chats by full names alone, time left aside: how strangers' chats lie in time is known less well than
    // how common a name is.
    private void Timeless(int row, uint[] candidates, float[] odds, ChatWeights weights, double linkedOdds)
    {
        ref var chat = ref _index.Chats[row];
        if (chat.Surname == 0 || (chat.Flags & (CardFlags.FirstCertain | CardFlags.SurnameCertain)) != (CardFlags.FirstCertain | CardFlags.SurnameCertain)) return;
        var sum = 1 + linkedOdds * (1 - _counts.SurnamedShare);
        for (var i = 0; i < candidates.Length; i++)
            if (Levels.Of(candidates[i], Levels.Surname, Levels.Three) is Levels.SurnameSame or Levels.SurnameNear)
                sum += odds[i] * Without(Place(-1, candidates[i]), weights);
        _named++;
        _linkedByName += 1 - 1 / sum;
    }

    // Where strangers write in busy hours, time finds too many pairs; names with slips in them find too few. Half way in log-odds.
    private double LinkedShare(double given)
    {
        var all = (_linked + Prior * given) / (_chats + Prior);
        var byName = (_linkedByName + Prior * given) / (_named + Prior);
        return Bits.ToProbability((Bits.LogOdds(Math.Clamp(all, 0.02, 0.98)) + Bits.LogOdds(Math.Clamp(byName, 0.02, 0.98))) / 2);
    }

    // Adds up one feature's levels where the others alone make the pair nearly certain.
    private void Count(int part, uint[] candidates, float[] odds, double rest, ChatWeights weights)
    {
        var sum = rest;
        var best = -1;
        var bestOdds = 0.0;
        for (var i = 0; i < candidates.Length; i++)
        {
            var without = odds[i] * Without(Place(part, candidates[i]), weights);
            sum += without;
            if (without > bestOdds) (best, bestOdds) = (i, without);
        }

        if (best < 0 || bestOdds / sum < Anchor) return;
        var place = Place(part, candidates[best]);
        if (part < 0) _time[place - Levels.TableSize] += bestOdds / sum;
        else _levels[place] += bestOdds / sum;
    }

    // A level's place in the table, the bins of time behind it.
    private static int Place(int part, uint levels) =>
        part < 0 ? Levels.TableSize + (int)Levels.Of(levels, Levels.Time, Levels.Seven) : part * 8 + (int)Level(part, levels);

    // What a level's weight takes away from the odds, worked out once a chat: many candidates share a level.
    private float Without(int place, ChatWeights weights)
    {
        ref var known = ref _without[place];
        if (float.IsNaN(known)) known = Bits.FastExp2(-(place < Levels.TableSize ? weights[place / 8, (uint)place % 8] : weights.Time(place - Levels.TableSize)));
        return known;
    }

    private static uint Level(int part, uint levels) => part switch
    {
        0 => Levels.Of(levels, Levels.First, Levels.Three),
        1 => Levels.Of(levels, Levels.Surname, Levels.Three),
        2 => Levels.Of(levels, Levels.Patronymic, Levels.Two),
        3 => Levels.Of(levels, Levels.Sex, Levels.Two),
        _ => Levels.Of(levels, Levels.HandleEmail, Levels.Three),
    };

    private MatchModel Model(MatchModel given, DecisionCounts decisions)
    {
        var speaks = _index.CardsWithMessages / _counts.Cards >= ChatWeights.FullCoverage;
        return decisions.Apply(given, _levels, speaks ? _time : []) with { LinkedShare = LinkedShare(given.LinkedShare) };
    }
}
