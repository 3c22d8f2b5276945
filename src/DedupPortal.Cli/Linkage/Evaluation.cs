using System.Globalization;
using System.Text;
using DedupPortal.Matching;

namespace DedupPortal.Cli.Linkage;

/// <summary>Precision, recall and their harmonic mean from a probability on.</summary>
internal sealed record Operating(double Threshold, double Precision, double Recall, double F1)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"p >= {Threshold:F3}: precision {Precision:F4}, recall {Recall:F4}, F1 {F1:F4}");
}

/// <summary>One tenth of the probabilities: what was said, what was true.</summary>
internal sealed record Calibration(int Pairs, double Said, double True);

/// <summary>
/// How good pairs are, per Telegram card: its likeliest phone card counts, and it is right when the truth has the pair.
/// </summary>
internal sealed record Evaluation
{
    private const int Listed = 5;

    internal required int Linked { get; init; }

    internal required Operating Best { get; init; }

    internal required Operating AtHalf { get; init; }

    internal required double Top1 { get; init; }

    internal required double Top5 { get; init; }

    internal required double Brier { get; init; }

    internal required double CalibrationError { get; init; }

    internal required IReadOnlyList<Calibration> Reliability { get; init; }

    /// <summary>Share of linked cards that can be matched at a precision of 99.5 %.</summary>
    internal required double RecallAtCertain { get; init; }

    /// <summary>Among the Telegram cards at p ≥ 0.5: whose likeliest card is somebody else's.</summary>
    internal required int FalseMerges { get; init; }

    internal required int Said { get; init; }

    /// <summary>Measures pairs against the truth. Cost: a sort.</summary>
    internal static Evaluation Of(IReadOnlyList<LinkedPair> pairs, IReadOnlySet<(long Telegram, long Phone)> truth)
    {
        var linked = truth.Select(pair => pair.Telegram).Distinct().Count();
        var top = new List<(double Probability, double Weight, long Card, bool Right)>();
        var (found, brier, count) = (0, 0.0, 0);
        var (said, was, bins) = (new double[10], new int[10], new int[10]);
        foreach (var group in pairs.GroupBy(pair => pair.TelegramCard))
        {
            var best = group.OrderByDescending(pair => pair.Probability).ThenByDescending(pair => pair.Weight).Take(Listed).ToList();
            var any = false;
            for (var i = 0; i < best.Count; i++)
            {
                var right = truth.Contains((best[i].TelegramCard, best[i].PhoneCard));
                any |= right;
                if (i == 0) top.Add((best[i].Probability, best[i].Weight, best[i].TelegramCard, right));
                var bin = Math.Clamp((int)(best[i].Probability * 10), 0, 9);
                said[bin] += best[i].Probability;
                bins[bin]++;
                if (right) was[bin]++;
                brier += Math.Pow(best[i].Probability - (right ? 1 : 0), 2);
                count++;
            }

            if (any) found++;
        }

        top.Sort((a, b) => a.Probability != b.Probability ? b.Probability.CompareTo(a.Probability)
            : a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Card.CompareTo(b.Card));
        var (best1, half, certain) = (new Operating(1, 0, 0, 0), new Operating(0.5, 0, 0, 0), 0.0);
        var rights = 0;
        for (var i = 0; i < top.Count; i++)
        {
            if (top[i].Right) rights++;
            // A threshold cannot part equal probabilities.
            if (i + 1 < top.Count && top[i + 1].Probability.Equals(top[i].Probability)) continue;
            var at = new Operating(top[i].Probability, rights / (i + 1.0), rights / Math.Max(1.0, linked), 2.0 * rights / Math.Max(1, i + 1 + linked));
            if (at.F1 > best1.F1) best1 = at;
            if (at.Threshold >= 0.5) half = at with { Threshold = 0.5 };
            if (at.Precision >= 0.995) certain = at.Recall;
        }

        var reliability = Enumerable.Range(0, 10).Select(bin => new Calibration(bins[bin], said[bin] / Math.Max(1, bins[bin]), was[bin] / Math.Max(1.0, bins[bin]))).ToList();
        return new Evaluation
        {
            Linked = linked,
            Best = best1,
            AtHalf = half,
            Top1 = top.Count(t => t.Right) / Math.Max(1.0, linked),
            Top5 = found / Math.Max(1.0, linked),
            Brier = brier / Math.Max(1, count),
            CalibrationError = reliability.Sum(bin => Math.Abs(bin.Said - bin.True) * bin.Pairs) / Math.Max(1, count),
            Reliability = reliability,
            RecallAtCertain = certain,
            Said = top.Count(t => t.Probability >= 0.5),
            FalseMerges = top.Count(t => t.Probability >= 0.5 && !t.Right),
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        var invariant = CultureInfo.InvariantCulture;
        text.AppendLine(invariant, $"Telegram cards with a phone card: {Linked}");
        text.AppendLine(invariant, $"best threshold {Best}");
        text.AppendLine(invariant, $"own            {AtHalf}");
        text.AppendLine(invariant, $"top-1 recall {Top1:F4}, top-5 recall {Top5:F4}");
        text.AppendLine(invariant, $"Brier {Brier:F5}, ECE {CalibrationError:F4} over the top {Listed}");
        text.AppendLine(invariant, $"recall at precision 99.5 %: {RecallAtCertain:F4}");
        text.AppendLine(invariant, $"false merges: {FalseMerges} of {Said} at p >= 0.5");
        foreach (var bin in Reliability)
            if (bin.Pairs > 0) text.AppendLine(invariant, $"  said {bin.Said:F3}, true {bin.True:F3} ({bin.Pairs} pairs)");
        return text.ToString();
    }
}
