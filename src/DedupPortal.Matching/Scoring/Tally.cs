namespace DedupPortal.Matching.Scoring;

/// <summary>Keeps the best pair of cards for each person while one chat's candidates are weighed; used again for the next chat.</summary>
internal sealed class Tally
{
    private readonly int[] _slot;
    private readonly List<Alternative> _best = [];
    private int _round;
    private readonly int[] _seen;

    internal Tally(int persons) => (_slot, _seen) = (new int[persons], new int[persons]);

    internal void Begin()
    {
        _best.Clear();
        _round++;
    }

    internal void Add(int person, double weight, int chatCard, int phoneCard)
    {
        var alternative = new Alternative(person, weight, chatCard, phoneCard);
        if (_seen[person] != _round)
        {
            (_seen[person], _slot[person]) = (_round, _best.Count);
            _best.Add(alternative);
        }
        else if (weight > _best[_slot[person]].Weight)
        {
            _best[_slot[person]] = alternative;
        }
    }

    /// <summary>The heaviest persons by name, the others as a mass; rejected ones are left out altogether.</summary>
    internal Alternatives Take(double prior, Func<int, bool> rejected)
    {
        _best.RemoveAll(a => rejected(a.Person));
        _best.Sort((a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Person.CompareTo(b.Person));
        var rest = 0.0;
        for (var i = Alternatives.Most; i < _best.Count; i++) rest += Bits.Exp2(prior + _best[i].Weight);
        return new Alternatives([.. _best.Take(Alternatives.Most)], rest);
    }
}
