using System.Runtime.InteropServices;
using DedupPortal.Matching.Linkage;

namespace DedupPortal.Matching;

/// <summary>One row of a portal's result: a Telegram card, a phone card, how likely they are one person.</summary>
/// <param name="TelegramCard">Number of the Telegram card.</param>
/// <param name="PhoneCard">Number of the phone card.</param>
/// <param name="Weight">Evidence in bits.</param>
/// <param name="Probability">0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LinkedPair(long TelegramCard, long PhoneCard, double Weight, double Probability);

/// <summary>A portal's cards, indexed: finds the phone cards of its Telegram cards.</summary>
public sealed class PortalMatcher
{
    private readonly PortalIndex _index;
    private MatchModel _model;

    internal PortalMatcher(PortalIndex index, MatchModel model) => (_index, _model) = (index, model);

    /// <summary>Number of Telegram cards.</summary>
    public int TelegramCards => _index.Chats.Length;

    /// <summary>Number of cards with phones.</summary>
    public int PhoneCards => _index.Phones.Length;

    /// <summary>Links all Telegram cards; pairs by Telegram card, the likeliest first.</summary>
    public IEnumerable<LinkedPair> Link(int threads, CancellationToken cancellationToken)
    {
        _index.PrepareChats();
        var counts = new PortalCounts(_index, _model);
        var prior = Bits.LogOdds(_model.LinkedShare) - Math.Log2(Math.Max(1, _index.Persons.Count));
        var alternatives = new Alternatives(_index.ChatCount);
        const int Portion = 512;
        var next = 0;
        Parallel.For(0, threads, _ =>
        {
            var scoring = new ChatScoring(_index, counts, _model, prior);
            int first;
            while ((first = Interlocked.Add(ref next, Portion) - Portion) < _index.ChatCount)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var chat = first; chat < Math.Min(first + Portion, _index.ChatCount); chat++) scoring.Score(chat, alternatives);
            }
        });
        var posteriors = new Posteriors(alternatives, _index.Phones.Length, prior, _model);
        return Pairs(alternatives, posteriors, prior);
    }

    private IEnumerable<LinkedPair> Pairs(Alternatives alternatives, Posteriors posteriors, double prior)
    {
        var ranked = new List<(double LogOdds, int Alternative)>();
        for (var chat = 0; chat < alternatives.Chats; chat++)
        {
            ranked.Clear();
            for (var i = 0; i < alternatives.Of(chat).Length; i++)
                ranked.Add((prior + alternatives.Of(chat)[i].Weight + posteriors.CompetitionBits(chat, i) + posteriors.ContestedBits(chat, i), i));
            ranked.Sort((a, b) => a.LogOdds != b.LogOdds ? b.LogOdds.CompareTo(a.LogOdds) : a.Alternative.CompareTo(b.Alternative));
            for (var at = _index.ChatStarts[chat]; at < _index.ChatStarts[chat + 1]; at++)
            {
                var card = _index.ChatTags[_index.ChatRows[at]];
                foreach (var (logOdds, i) in ranked.Take(_model.CandidatesReported))
                {
                    var alternative = alternatives.Of(chat)[i];
                    var probability = Bits.ToProbability(logOdds);
                    yield return new LinkedPair(card, _index.PhoneTags[alternative.PhoneRow], alternative.Weight, probability);
                    if ((_index.Phones[alternative.PhoneRow].Flags & CardFlags.SharesPerson) == CardFlags.None) continue;
                    foreach (var row in _index.Persons.Members(alternative.Person).ToArray())
                        if (row != alternative.PhoneRow) yield return new LinkedPair(card, _index.PhoneTags[row], alternative.Weight, probability);
                }
            }
        }
    }
}
