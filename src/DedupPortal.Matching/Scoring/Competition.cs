namespace DedupPortal.Matching.Scoring;

/// <summary>A person that fits a chat.</summary>
/// <param name="Person">Number of the person on the phone side.</param>
/// <param name="Weight">Evidence of the best pair of cards, in bits.</param>
/// <param name="ChatCard">Position of the Telegram card of that pair in the chat's cards.</param>
/// <param name="PhoneCard">Number of the phone card of that pair.</param>
internal readonly record struct Alternative(int Person, double Weight, int ChatCard, int PhoneCard);

/// <summary>Everybody who fits one chat: the best few by name, all others as one mass.</summary>
/// <param name="Best">Heaviest first.</param>
/// <param name="RestOdds">Sum of the odds of everybody else.</param>
internal sealed record Alternatives(IReadOnlyList<Alternative> Best, double RestOdds)
{
    /// <summary>How many are kept by name.</summary>
    internal const int Most = 8;
}

/// <summary>
/// Lets the persons who fit one chat share one probability, and chats that want one person share that person. A chat has
/// one person; a person answers in one chat, but for the few with a second account.
/// </summary>
internal sealed class Competition
{
    private readonly IReadOnlyList<Alternatives> _chats;
    private readonly double _prior;
    private readonly double _floor;
    private readonly double[][] _posterior;
    private readonly double[] _claimed;

    /// <summary>Runs the mean-field passes (matching by expectation): linear in chats × <see cref="Alternatives.Most"/> × passes.</summary>
    internal Competition(IReadOnlyList<Alternatives> chats, int persons, double prior, MatchModel model)
    {
        (_chats, _prior, _floor) = (chats, prior, model.SecondAccountShare);
        _posterior = new double[chats.Count][];
        _claimed = new double[persons];
        for (var chat = 0; chat < chats.Count; chat++) _posterior[chat] = new double[chats[chat].Best.Count];
        for (var pass = 0; pass <= model.CompetitionPasses; pass++) Pass(first: pass == 0);
    }

    /// <summary>Probability that the chat is of its alternative.</summary>
    internal double Posterior(int chat, int alternative) => _posterior[chat][alternative];

    /// <summary>Bits lost because other chats want the person; 0 or less.</summary>
    internal double ContestedBits(int chat, int alternative) =>
      Math.Log2(Free(chat, alternative, _posterior[chat][alternative]));

    /// <summary>Bits lost because others fit the chat; 0 or less.</summary>
    internal double CompetitionBits(int chat, int alternative)
    {
        var others = _chats[chat].RestOdds;
        var best = _chats[chat].Best;
        for (var i = 0; i < best.Count; i++)
            if (i != alternative) others += Odds(chat, i);
        return -Math.Log2(1 + others);
    }

    private double Odds(int chat, int alternative) =>
      Bits.Exp2(_prior + _chats[chat].Best[alternative].Weight + ContestedBits(chat, alternative));

    private double Free(int chat, int alternative, double own)
    {
        var others = _claimed[_chats[chat].Best[alternative].Person] - own;
        return Math.Max(_floor, 1 - Math.Clamp(others, 0, 1));
    }

    private void Pass(bool first)
    {
        // All chats step from the same state, so that their order does not matter.
        var next = new double[_chats.Count][];
        for (var chat = 0; chat < _chats.Count; chat++)
        {
            var best = _chats[chat].Best;
            var odds = new double[best.Count];
            var sum = 1 + _chats[chat].RestOdds;
            for (var i = 0; i < best.Count; i++) sum += odds[i] = first ? Bits.Exp2(_prior + best[i].Weight) : Odds(chat, i);
            // Half a step at a time: two chats that want one person equally must not swing together.
            for (var i = 0; i < best.Count; i++) odds[i] = first ? odds[i] / sum : (odds[i] / sum + _posterior[chat][i]) / 2;
            next[chat] = odds;
        }

        Array.Clear(_claimed);
        for (var chat = 0; chat < _chats.Count; chat++)
        {
            _posterior[chat] = next[chat];
            for (var i = 0; i < next[chat].Length; i++) _claimed[_chats[chat].Best[i].Person] += next[chat][i];
        }
    }
}
