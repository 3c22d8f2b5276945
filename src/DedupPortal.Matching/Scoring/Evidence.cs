using System.Runtime.InteropServices;

namespace DedupPortal.Matching.Scoring;

/// <summary>One thing that two cards say about each other, before it becomes a bar.</summary>
/// <param name="Feature">What was compared.</param>
/// <param name="Code">What came out.</param>
/// <param name="Level">0 contradiction, 1 and up agreement.</param>
/// <param name="Bits">log2(m/u).</param>
/// <param name="Rate">Chance of a stranger, or NaN.</param>
/// <param name="Number">Count, seconds, phone number or Telegram id, by code.</param>
/// <param name="Count">Cards that compete for the same level, by code.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Finding(
  Feature Feature, ReasonCode Code, int Level, double Bits, double Rate = double.NaN, long Number = 0, int Count = 0);

/// <summary>Collects the findings of one pair; cleared and used again for the next.</summary>
internal sealed class Evidence
{
    private readonly List<Finding> _findings = new(12);

    internal IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Sum of the weights.</summary>
    internal double Bits { get; private set; }

    internal void Clear()
    {
        _findings.Clear();
        Bits = 0;
    }

    internal void Add(in Finding finding)
    {
        _findings.Add(finding);
        Bits += finding.Bits;
    }

    internal bool Has(ReasonCode code)
    {
        foreach (var finding in _findings)
            if (finding.Code == code) return true;
        return false;
    }

    /// <summary>
    /// Whether anything but a first name, the sex and time speaks for the pair. Without such evidence a pair is never more
    /// than possible: two Annas write in the same hour every day.
    /// </summary>
    internal bool IsMoreThanFirstName => IsMoreThanFirstNameWithout(Feature.FirstName);

    /// <summary>The same, had the feature said nothing.</summary>
    internal bool IsMoreThanFirstNameWithout(Feature silent)
    {
        foreach (var f in _findings)
            if (f.Bits > 0 && f.Feature != silent && f.Feature is not (Feature.FirstName or Feature.Sex or Feature.Time)) return true;
        return false;
    }

    /// <summary>Whether a first name agrees and nothing else does, not even time.</summary>
    internal bool IsFirstNameOnly
    {
        get
        {
            var name = false;
            foreach (var f in _findings)
            {
                if (f.Bits <= 0) continue;
                if (f.Feature is not (Feature.FirstName or Feature.Sex)) return false;
                name = true;
            }

            return name;
        }
    }

    internal ComparisonVector Vector()
    {
        var vector = default(ComparisonVector);
        foreach (var f in _findings) vector = vector.With(f.Feature, Math.Max(vector[f.Feature], f.Level));
        return vector;
    }
}
