namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Lets the persons who fit one chat share one probability, and chats that want one person share that person. A chat has one
/// person; a person answers in one chat, but for the few with a second account. Mean field: linear in chats × alternatives ×
/// passes.
/// </summary>
internal sealed class Posteriors
{
    private readonly Alternatives _chats;
    private readonly double _prior;
    private readonly double _floor;
    private readonly int _passes;
    private readonly float[] _odds;
    private readonly float[] _posterior;
    private float[] _claimed;

    internal Posteriors(Alternatives chats, int persons, double prior, MatchModel model)
    {
        (_chats, _prior, _floor) = (chats, prior, model.SecondAccountShare);
        _posterior = new float[chats.Chats * Alternatives.Most];
        _claimed = new float[persons];
        _odds = new float[_posterior.Length];
        _passes = model.CompetitionPasses;
        ForAll(Weigh);
        for (var pass = 0; pass <= _passes; pass++) Pass(first: pass == 0);
    }

    /// <summary>Probability that the chat is of its alternative.</summary>
    internal double this[int chat, int alternative] => _posterior[chat * Alternatives.Most + alternative];

    /// <summary>Bits lost because other chats want the person; 0 or less.</summary>
    internal double ContestedBits(int chat, int alternative) =>
        Math.Log2(Free(_chats.Of(chat)[alternative].Person, this[chat, alternative]));

    /// <summary>Bits lost because others fit the chat; 0 or less.</summary>
    internal double CompetitionBits(int chat, int alternative)
    {
        var others = _chats.RestOdds(chat);
        var best = _chats.Of(chat);
        for (var i = 0; i < best.Length; i++)
            if (i != alternative) others += Bits.Exp2(_prior + best[i].Weight) * Free(best[i].Person, this[chat, i]);
        return -Math.Log2(1 + others);
    }

    /// <summary>Part of a person that is free for a chat; <paramref name="chat"/> −1 for one that claims nothing yet.</summary>
    internal double FreeFor(int person, int chat)
    {
        if (chat < 0) return Free(person, 0);
        var best = _chats.Of(chat);
        for (var i = 0; i < best.Length; i++)
            if (best[i].Person == person) return Free(person, this[chat, i]);
        return Free(person, 0);
    }

    /// <summary>Bits lost to the others who fit a chat and to other chats, for any person.</summary>
    internal (double Others, double Contested) Bars(int chat, int person)
    {
        var others = _chats.RestOdds(chat);
        var best = _chats.Of(chat);
        for (var i = 0; i < best.Length; i++)
            if (best[i].Person != person) others += Bits.Exp2(_prior + best[i].Weight) * Free(best[i].Person, this[chat, i]);
        return (-Math.Log2(1 + others), Math.Log2(FreeFor(person, chat)));
    }

    /// <summary>Takes a chat's claims back, before its alternatives change.</summary>
    internal void Withdraw(int chat)
    {
        var best = _chats.Of(chat);
        for (var i = 0; i < best.Length; i++) _claimed[best[i].Person] -= _posterior[chat * Alternatives.Most + i];
    }

    /// <summary>
    /// Works out anew the chats that were withdrawn, with each other and against the claims of all others as they stand; those
    /// feel it when everything is worked out again.
    /// </summary>
    internal void Settle(IReadOnlyCollection<int> chats, int persons)
    {
        if (_claimed.Length < persons) Array.Resize(ref _claimed, persons + persons / 64 + 256);
        var changes = new List<(int Person, float By)>();
        foreach (var chat in chats) Weigh(chat);
        for (var pass = 0; pass <= _passes; pass++)
        {
            changes.Clear();
            foreach (var chat in chats)
            {
                var best = _chats.Of(chat);
                for (var i = 0; i < best.Length && pass > 0; i++) changes.Add((best[i].Person, -_posterior[chat * Alternatives.Most + i]));
                Step(chat, first: pass == 0);
                for (var i = 0; i < best.Length; i++) changes.Add((best[i].Person, _posterior[chat * Alternatives.Most + i]));
            }

            foreach (var (person, by) in changes) _claimed[person] += by;
        }
    }

    private double Free(int person, double own) => person < _claimed.Length ? Math.Max(_floor, 1 - Math.Clamp(_claimed[person] - own, 0, 1)) : 1;

    private void Weigh(int chat)
    {
        var best = _chats.Of(chat);
        for (var i = 0; i < best.Length; i++) _odds[chat * Alternatives.Most + i] = Bits.FastExp2((float)_prior + best[i].Weight);
    }

    private void Pass(bool first)
    {
        // All chats step from the same claims, so that their order does not matter.
        ForAll(chat => Step(chat, first));
        Array.Clear(_claimed);
        for (var chat = 0; chat < _chats.Chats; chat++)
        {
            var best = _chats.Of(chat);
            for (var i = 0; i < best.Length; i++) _claimed[best[i].Person] += _posterior[chat * Alternatives.Most + i];
        }
    }

    private void ForAll(Action<int> act)
    {
        const int Portion = 8192;
        Parallel.For(0, (_chats.Chats + Portion - 1) / Portion, portion =>
        {
            for (var chat = portion * Portion; chat < Math.Min((portion + 1) * Portion, _chats.Chats); chat++) act(chat);
        });
    }

    // At first a chat knows nothing of its own claims; those of others it always heeds.
    private void Step(int chat, bool first)
    {
        Span<double> odds = stackalloc double[Alternatives.Most];
        var best = _chats.Of(chat);
        var posterior = _posterior.AsSpan(chat * Alternatives.Most, best.Length);
        var sum = 1 + _chats.RestOdds(chat);
        for (var i = 0; i < best.Length; i++)
        {
            odds[i] = _odds[chat * Alternatives.Most + i] * Free(best[i].Person, first ? 0 : posterior[i]);
            sum += odds[i];
        }

        // Half a step at a time: two chats that want one person equally must not swing together.
        for (var i = 0; i < best.Length; i++) posterior[i] = (float)(first ? odds[i] / sum : (odds[i] / sum + posterior[i]) / 2);
    }
}
