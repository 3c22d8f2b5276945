namespace DedupPortal.Matching.Linkage;

/// <summary>
/// 64-bit keys of texts that are only ever tested for equality (e-mails, usernames, handles). Two different texts share a
/// key about once in 10^8 portals of a million cards; the product compares the texts themselves before it says anything.
/// </summary>
internal static class Keys
{
    /// <summary>FNV-1a with a final mix; never 0.</summary>
    internal static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash ^= c;
            hash *= 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        hash ^= hash >> 29;
        return hash == 0 ? 1 : hash;
    }
}

/// <summary>Numbers distinct 64-bit keys from 1 on; 0 stands for "silent".</summary>
internal sealed class KeyTable
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<ulong> _keys = [0];

    internal int Count => _keys.Count;

    internal ulong this[int number] => _keys[number];

    internal int Add(ulong key)
    {
        if (key == 0) return 0;
        ref var number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var known);
        if (known) return number;
        number = _keys.Count;
        _keys.Add(key);
        return number;
    }

    internal int[] Merge(KeyTable other)
    {
        var map = new int[other.Count];
        for (var number = 1; number < map.Length; number++) map[number] = Add(other[number]);
        return map;
    }
}
