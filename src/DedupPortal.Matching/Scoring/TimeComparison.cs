using DedupPortal.Matching.Indexing;

namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Compares the time of a chat with the events of a phone card. u is counted for the very second: how many other cards
/// have such an event at that lag, plus what the portal's average rate would bring.
/// </summary>
internal sealed class TimeComparison
{
    // From this share of cards with messages on, the absence of one says all it can.
    private const double FullCoverage = 0.3;

    private readonly TimeModel _model;
    private readonly TimeIndex _messages;
    private readonly TimeIndex _created;
    private readonly double _cards;
    private readonly double _nothing;
    private readonly double[] _afterMessage = new double[32];
    private readonly double[] _cardAfter = new double[32];
    private readonly double[] _cardBefore = new double[32];
    private readonly int[] _counts = new int[96];
    private long _chat;

    internal TimeComparison(TimeModel model, TimeIndex messages, TimeIndex created, int cardsWithMessages)
    {
        (_model, _messages, _created) = (model, messages, created);
        _cards = Math.Max(1, created.Count);
        // A portal without outgoing messages must not hold their absence against anybody: m(nothing) rises to 1 there.
        _nothing = Math.Pow(model.Nothing, Math.Min(1, cardsWithMessages / _cards / FullCoverage));
    }

    /// <summary>Sets the chat that the following cards are compared with.</summary>
    internal void Begin(long chat)
    {
        _chat = chat;
        Array.Fill(_afterMessage, double.NaN);
        Array.Fill(_cardAfter, double.NaN);
        Array.Fill(_cardBefore, double.NaN);
    }

    /// <summary>The finding for a card by its creation and its ascending messages.</summary>
    internal Finding Compare(long created, long[] messages)
    {
        var (code, lag) = Nearest(created, messages);
        if (code == ReasonCode.TimeNothing) return Nothing();
        var (shares, rates, offset) = code switch
        {
            ReasonCode.TimeAfterMessage => (_model.AfterMessage, _afterMessage, 0),
            ReasonCode.TimeCardAfterChat => (_model.CardAfterChat, _cardAfter, 32),
            _ => (_model.CardBeforeChat, _cardBefore, 64),
        };
        var bin = TimeModel.BinOf(lag);
        if (bin >= shares.Count) return Nothing();
        if (double.IsNaN(rates[bin])) rates[bin] = Rate(code, bin, out _counts[offset + bin]);
        var u = rates[bin];
        // People without any relation in time still have events somewhere: that part of m is as wide as u.
        var bits = Bits.Weight(shares[bin] + _nothing * u, u);
        return new Finding(Feature.Time, code, bits > 1 ? 2 : 1, bits, u, lag, _counts[offset + bin]);
    }

    private Finding Nothing() => new(Feature.Time, ReasonCode.TimeNothing, 0, Math.Log2(_nothing));

    private (ReasonCode Code, long Lag) Nearest(long created, long[] messages)
    {
        // A card that did not exist yet was typed in after the chat, whatever was sent later.
        if (created > _chat) return (ReasonCode.TimeCardAfterChat, created - _chat);
        var position = Array.BinarySearch(messages, _chat);
        if (position < 0) position = ~position - 1;
        if (position >= 0 && messages[position] <= _chat) return (ReasonCode.TimeAfterMessage, _chat - messages[position]);
        return messages.Length == 0 ? (ReasonCode.TimeCardBeforeChat, _chat - created) : (ReasonCode.TimeNothing, 0);
    }

    private double Rate(ReasonCode code, int bin, out int others)
    {
        var (low, high) = (TimeModel.LowerEdge(bin), TimeModel.UpperEdge(bin));
        var index = code == ReasonCode.TimeAfterMessage ? _messages : _created;
        var count = code == ReasonCode.TimeCardAfterChat
          ? index.CountBetween(_chat + Math.Max(1, low), _chat + high)
          : index.CountBetween(_chat - high, _chat - low);
        // The card itself is one of them; a bin's expected number at the portal's average rate smooths small portals.
        others = Math.Max(0, count - 1);
        return Math.Min(1, (others + index.Rate * (high - low + 1)) / _cards);
    }
}
