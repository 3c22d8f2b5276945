namespace DedupPortal.Matching;

/// <summary>
/// Why a pair has its score, as a waterfall: the prior, one bar a feature that spoke, the competition bars. The bars sum
/// to the pair's log-odds within 1e-6.
/// </summary>
/// <param name="Bars">In the order in which they are added; the first is <see cref="ReasonCode.Prior"/> except where the pair stands on its
/// contacts' match or on a decision.</param>
public sealed record WeightExplanation(IReadOnlyList<WeightBar> Bars)
{
    /// <summary>Sum of the bars in bits.</summary>
    public double Total => Bars.Sum(bar => bar.Bits);
}

/// <summary>One step of the waterfall.</summary>
/// <param name="Feature">What was compared.</param>
/// <param name="Code">What came out.</param>
/// <param name="Bits">log2 of how much more likely that is for one person than for two; positive supports a match.</param>
/// <param name="Parameters">What the sentence about it needs.</param>
public sealed record WeightBar(Feature Feature, ReasonCode Code, double Bits, ReasonParameters Parameters);

/// <summary>
/// Values a sentence may quote. Which of them a code carries stands in <see cref="ReasonCatalogue"/>; the others are null.
/// Texts are as typed where possible and may be personal: they belong on the page, not in a log.
/// </summary>
public sealed record ReasonParameters
{
    /// <summary>Nothing to quote.</summary>
    public static ReasonParameters None { get; } = new();

    /// <summary>The value on the pair's first record.</summary>
    public string? First { get; init; }

    /// <summary>The value on the pair's second record.</summary>
    public string? Second { get; init; }

    /// <summary>Share of the portal's cards that would agree by chance, 0 to 1.</summary>
    public double? Frequency { get; init; }

    /// <summary>A number of cards, persons or chats, by code.</summary>
    public int? Count { get; init; }

    /// <summary>Seconds between the two events, never negative.</summary>
    public long? Seconds { get; init; }

    /// <summary>Position of a third record that the sentence names.</summary>
    public int? Record { get; init; }

    /// <summary>Position of a fourth record that the sentence names.</summary>
    public int? OtherRecord { get; init; }
}
