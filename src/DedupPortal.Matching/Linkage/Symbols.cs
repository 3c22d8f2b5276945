namespace DedupPortal.Matching.Linkage;

/// <summary>Numbers distinct texts from 1 on; 0 stands for "the card is silent". Numbers follow the order of arrival and mean nothing.</summary>
internal sealed class Symbols
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [""];

    /// <summary>One more than the largest number.</summary>
    internal int Count => _texts.Count;

    /// <summary>Text of a number; empty for 0.</summary>
    internal string this[int number] => _texts[number];

    /// <summary>The text's number, a new one when it has none; 0 for null.</summary>
    internal int Add(string? text)
    {
        if (text is null) return 0;
        if (_numbers.TryGetValue(text, out var known)) return known;
        _texts.Add(text);
        _numbers.Add(text, _texts.Count - 1);
        return _texts.Count - 1;
    }

    /// <summary>Takes over all texts of another table and says which number each of its numbers became.</summary>
    internal int[] Merge(Symbols other)
    {
        var map = new int[other.Count];
        for (var number = 1; number < map.Length; number++) map[number] = Add(other[number]);
        return map;
    }
}
