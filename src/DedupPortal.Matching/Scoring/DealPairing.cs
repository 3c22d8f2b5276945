using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>
/// Pairs the open deal of a Telegram contact with the open deal of the matched person's contact in the same pipeline: the
/// nearest in time, within the model's window. A deal says nothing about its client itself, so the pair stands on its
/// contacts' match, less what the days between the deals take away.
/// </summary>
internal sealed class DealPairing(IReadOnlyList<NormalizedRecord> records, MatchModel model, Decided decided)
{
    // At the edge of the window two deals of one client are as likely two orders as one counted twice, three times over.
    private const double BitsAtTheEdge = -2;

    internal List<MatchScore> Run(IReadOnlyList<NormalizedRecord> byContent, IReadOnlyList<MatchScore> people)
    {
        var deals = byContent.Where(r => r is { Kind: RecordKind.Deal, Raw: { Closed: false, OwnerContact: not null } })
          .ToLookup(r => r.Raw.OwnerContact!.Value);
        var best = new Dictionary<int, MatchScore>();
        foreach (var contacts in people.Where(s => s.Classification != Classification.NonMatch).OrderByDescending(s => s.LogOdds).ThenBy(s => s.Pair))
        {
            var (one, other) = (contacts.Pair.First, contacts.Pair.Second);
            if (records[one].Kind != RecordKind.Contact || records[other].Kind != RecordKind.Contact) continue;
            // Of two chats the older card's deals are paired.
            var first = records[one].IsNicknameOnly && (!records[other].IsNicknameOnly || records[one].Raw.Id < records[other].Raw.Id);
            var (chat, phone) = first ? (one, other) : (other, one);
            if (!records[chat].IsNicknameOnly) continue;
            foreach (var deal in deals[chat])
                if (!best.ContainsKey(deal.Index) && Nearest(deal, deals[phone]) is { } partner) best.Add(deal.Index, Score(deal, partner, contacts));
        }

        return [.. best.Values];
    }

    private NormalizedRecord? Nearest(NormalizedRecord deal, IEnumerable<NormalizedRecord> others) =>
      others.Where(o => o.Index != deal.Index && string.Equals(o.Raw.Pipeline, deal.Raw.Pipeline, StringComparison.Ordinal))
        .Where(o => Spacing(deal, o) <= (long)model.DealWindow.TotalSeconds && !decided.AreDifferent(o.Index, deal.Index))
        .MinBy(o => Spacing(deal, o));

    private static long Spacing(NormalizedRecord one, NormalizedRecord other) => Math.Abs(one.Created - other.Created);

    private MatchScore Score(NormalizedRecord deal, NormalizedRecord partner, MatchScore contacts)
    {
        var seconds = Spacing(deal, partner);
        var bits = BitsAtTheEdge * seconds / Math.Max(1, model.DealWindow.TotalSeconds);
        WeightBar[] bars =
        [
          new(Feature.Contacts, ReasonCode.ContactsMatch, contacts.LogOdds, new ReasonParameters { Record = contacts.Pair.First, OtherRecord = contacts.Pair.Second }),
      new(Feature.DealSpacing, ReasonCode.DealSpacing, bits, new ReasonParameters { Seconds = seconds }),
    ];
        var logOdds = bars.Sum(bar => bar.Bits);
        return new MatchScore(
          new RecordPair(deal.Index, partner.Index), PairRelation.DerivedDeal, logOdds, logOdds,
          Verdict.Of(logOdds, model.PossibleThreshold, model.MatchThreshold, restrained: contacts.Classification != Classification.Match),
          default(ComparisonVector).With(Feature.Contacts, 1).With(Feature.DealSpacing, 1), new WeightExplanation(bars));
    }
}
