using System.Globalization;
using System.Text;
using DedupPortal.Matching;

namespace DedupPortal.Cli.Linkage;

/// <summary>What the chat and the card that was taken for its client's have in common; the first that holds.</summary>
internal enum HardNegative
{
    /// <summary>A phone or e-mail that the chat gives as somebody else's, or that two clients share.</summary>
    ContactPoint,

    /// <summary>First name and surname: father and son, two Ivan Ivanovs.</summary>
    Namesake,

    /// <summary>The username and the card's e-mail, username or surname.</summary>
    Username,

    /// <summary>The first name, and the card was written to within the hour before the chat.</summary>
    FirstNameSameHour,

    /// <summary>The card was made within an hour of the chat.</summary>
    CardSameHour,

    /// <summary>The first name, with or without an initial, at another time.</summary>
    FirstName,

    /// <summary>Time alone.</summary>
    Nothing,
}

/// <summary>
/// Where wrong answers come from: the likeliest card of every Telegram card, right or somebody else's, by what the two cards have in
/// common. A kind with many wrong ones among the nearly certain is one that must not be merged without a look.
/// </summary>
internal sealed class HardNegatives
{
    private const int Hour = 3600;

    private static readonly double[] s_thresholds = [0.5, 0.9, 0.99];

    private static readonly (HardNegative Kind, string Words)[] s_words =
    [
        (HardNegative.ContactPoint, "phone or e-mail in the chat"),
        (HardNegative.Namesake, "first name and surname"),
        (HardNegative.Username, "username and e-mail or surname"),
        (HardNegative.FirstNameSameHour, "first name, written to within the hour"),
        (HardNegative.CardSameHour, "card made within the hour"),
        (HardNegative.FirstName, "first name, at another time"),
        (HardNegative.Nothing, "time alone"),
    ];

    private readonly int[,] _said = new int[s_words.Length, s_thresholds.Length];
    private readonly int[,] _wrong = new int[s_words.Length, s_thresholds.Length];
    private readonly int[] _strangers = new int[s_words.Length];

    /// <summary>Explains the likeliest pair of every Telegram card at p ≥ .5. Cost: some 50 µs a card.</summary>
    internal static HardNegatives Of(PortalMatcher portal, IReadOnlyList<LinkedPair> pairs, IReadOnlySet<(long Telegram, long Phone)> truth)
    {
        var counted = new HardNegatives();
        var linked = truth.Select(pair => pair.Telegram).ToHashSet();
        foreach (var group in pairs.GroupBy(pair => pair.TelegramCard))
        {
            var best = group.MaxBy(pair => (pair.Probability, pair.Weight));
            if (best.Probability < s_thresholds[0]) continue;
            var why = portal.Explain(best.TelegramCard, best.PhoneCard)
                ?? throw new CsvException($"The portal has no cards {best.TelegramCard} and {best.PhoneCard}, which the pairs name.");
            counted.Count((int)KindOf(why.Explanation), best, truth.Contains((best.TelegramCard, best.PhoneCard)), linked.Contains(best.TelegramCard));
        }

        return counted;
    }

    /// <summary>Wrong answers of a kind from a threshold on.</summary>
    internal int Wrong(HardNegative kind, double threshold) => _wrong[(int)kind, Array.IndexOf(s_thresholds, threshold)];

    /// <summary>All answers of a kind from a threshold on.</summary>
    internal int Said(HardNegative kind, double threshold) => _said[(int)kind, Array.IndexOf(s_thresholds, threshold)];

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("likeliest card is somebody else's, by what it has in common with the chat: wrong of said");
        foreach (var (kind, words) in s_words)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {words,-40}");
            foreach (var threshold in s_thresholds) text.Append(CultureInfo.InvariantCulture, $" p >= {threshold}: {Wrong(kind, threshold)} of {Said(kind, threshold)};");
            text.AppendLine(CultureInfo.InvariantCulture, $" clients without any card: {_strangers[(int)kind]}");
        }

        return text.ToString();
    }

    private void Count(int kind, LinkedPair pair, bool right, bool linked)
    {
        for (var i = 0; i < s_thresholds.Length && pair.Probability >= s_thresholds[i]; i++)
        {
            _said[kind, i]++;
            if (!right) _wrong[kind, i]++;
        }

        if (!right && !linked) _strangers[kind]++;
    }

    private static HardNegative KindOf(WeightExplanation explanation)
    {
        var bars = explanation.Bars;
        if (Has(ReasonCode.PhoneInText, ReasonCode.PhoneInTextOfAnother, ReasonCode.EmailInText)) return HardNegative.ContactPoint;
        var first = Has(ReasonCode.FirstNameSame, ReasonCode.FirstNameDiminutive, ReasonCode.FirstNameSimilar);
        if (first && Has(ReasonCode.SurnameSame, ReasonCode.SurnameSimilar)) return HardNegative.Namesake;
        if (Has(ReasonCode.UsernameSame, ReasonCode.HandleEmailSame, ReasonCode.HandleEmailSimilar, ReasonCode.HandleSurname)) return HardNegative.Username;
        if (first && Within(ReasonCode.TimeAfterMessage)) return HardNegative.FirstNameSameHour;
        if (Within(ReasonCode.TimeCardAfterChat, ReasonCode.TimeCardBeforeChat)) return HardNegative.CardSameHour;
        return first ? HardNegative.FirstName : HardNegative.Nothing;

        bool Has(params ReadOnlySpan<ReasonCode> codes)
        {
            foreach (var bar in bars)
                if (codes.Contains(bar.Code)) return true;
            return false;
        }

        bool Within(params ReadOnlySpan<ReasonCode> codes)
        {
            foreach (var bar in bars)
                if (codes.Contains(bar.Code) && bar.Parameters.Seconds <= Hour) return true;
            return false;
        }
    }
}
