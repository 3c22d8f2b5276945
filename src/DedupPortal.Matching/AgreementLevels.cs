namespace DedupPortal.Matching;

/// <summary>
/// m-probabilities of one feature's levels, given that both sides speak: they sum to 1 (a level a feature does not have is
/// 0). Each is the share of true pairs that end at that level.
/// </summary>
/// <param name="Equal">The strongest agreement.</param>
/// <param name="Related">Agreement through a second form.</param>
/// <param name="Near">A slip of the finger apart.</param>
/// <param name="Different">Contradiction.</param>
public sealed record AgreementLevels(double Equal, double Related, double Near, double Different);
