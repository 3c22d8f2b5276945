using System.Collections.Frozen;

namespace DedupPortal.Matching.Names;

/// <summary>A company's name in normal form.</summary>
/// <param name="Key">Skeletons of its words, sorted, legal form left out; empty when nothing is left.</param>
/// <param name="Words">The same words, at least two letters each.</param>
internal sealed record CompanyTitle(string Key, IReadOnlyList<string> Words)
{
    private static readonly FrozenSet<string> s_legalForms = (
      "ооо оао зао ао пао нао ип чп фоп тоо тов чуп оду одо иооо кфх гуп муп фгуп нко ано гк группа компаний компания фирма тд торговый дом " +
      "общество ограниченной ответственностью индивидуальный предприниматель акционерное закрытое открытое частное предприятие " +
      "llc ltd inc corp co gmbh company group limited llp ooo oao zao ip too").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    internal static CompanyTitle Empty { get; } = new("", []);

    /// <summary>Reads a name as typed; null and empty give <see cref="Empty"/>.</summary>
    internal static CompanyTitle Read(string? text)
    {
        var rules = NameRules.None;
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var word in Names.Words.Split(text, ref rules))
        {
            if (s_legalForms.Contains(word.Text)) continue;
            var skeleton = Skeleton.Coarse(word.Text);
            if (skeleton.Length > 1) words.Add(skeleton);
        }

        return words.Count == 0 ? Empty : new CompanyTitle(string.Join(' ', words), [.. words]);
    }
}
