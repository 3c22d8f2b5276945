namespace DedupPortal.Architecture.Tests;

internal static class Rule
{
    /// <summary>Fails with every violation on a line of its own; xunit's own assertion would cut the list.</summary>
    public static void HasNoViolation(IEnumerable<string?> violations)
    {
        var all = violations.Distinct().Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0)
            Assert.Fail($"{all.Count} violations:{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }
}
