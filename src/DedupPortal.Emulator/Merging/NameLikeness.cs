using System.Text;
using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Merging;

/// <summary>Person names that the merge takes for one: spelling, part of the other, other alphabet, swapped or joined.</summary>
internal static class NameLikeness
{
    private const string Cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";

    private static readonly string[] s_latin =
    [
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];

    /// <summary>Outer and double spaces, letter case and final dots do not count.</summary>
    public static string Normal(string text) =>
        string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.').TrimEnd().ToLowerInvariant();

    /// <summary>The spelling to keep, or null when the two are different names.</summary>
    public static string? Common(string winner, string loser)
    {
        var (a, b) = (Normal(winner), Normal(loser));
        if (a == b)
            return winner.Any(char.IsUpper) ? winner : loser;
        if (a.Contains(b, StringComparison.Ordinal))
            return winner;
        if (b.Contains(a, StringComparison.Ordinal))
            return loser;
        if (Latin(a) == Latin(b))
            return IsCyrillic(b) && !IsCyrillic(a) ? loser : winner;
        return null;
    }

    /// <summary>Name and surname have changed places, or one card holds both in one field.</summary>
    public static bool SwappedOrJoined(Storage.FieldMap winner, CrmRecord loser)
    {
        string Of(string? text) => Latin(Normal(text ?? ""));
        var (name, last) = (Of(winner["NAME"]), Of(winner["LAST_NAME"]));
        var (otherName, otherLast) = (Of(loser.Get("NAME")), Of(loser.Get("LAST_NAME")));
        if (name.Length > 0 && last.Length > 0 && name == otherLast && last == otherName)
            return true;
        string[] own = [.. $"{name} {last}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        string[] other = [.. $"{otherName} {otherLast}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        return own.Length > 1 && own.SequenceEqual(other, StringComparer.Ordinal);
    }

    private static bool IsCyrillic(string text) => text.Any(c => Cyrillic.Contains(c, StringComparison.Ordinal));

    public static string Latin(string text)
    {
        var latin = new StringBuilder();
        foreach (var letter in text)
        {
            var index = Cyrillic.IndexOf(letter, StringComparison.Ordinal);
            latin.Append(index < 0 ? letter.ToString() : s_latin[index]);
        }
        return latin.ToString();
    }
}
