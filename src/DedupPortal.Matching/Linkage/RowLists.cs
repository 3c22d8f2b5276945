namespace DedupPortal.Matching.Linkage;

/// <summary>For each key from 0 on the rows that carry it, ascending; made by counting.</summary>
internal sealed class RowLists
{
    private readonly int[] _offsets;
    private readonly int[] _rows;

    /// <summary>Lists the rows of each key, then further entries; rows with key 0 are left out.</summary>
    internal RowLists(int keys, ReadOnlySpan<int> keyOfRow, List<(int Key, int Row)>? more = null)
    {
        _offsets = new int[keys + 1];
        foreach (var key in keyOfRow)
            if (key != 0) _offsets[key + 1]++;
        foreach (var (key, _) in more ?? [])
            if (key != 0) _offsets[key + 1]++;
        for (var key = 0; key < keys; key++) _offsets[key + 1] += _offsets[key];
        _rows = new int[_offsets[keys]];
        var next = _offsets.AsSpan(0, keys).ToArray();
        for (var row = 0; row < keyOfRow.Length; row++)
            if (keyOfRow[row] is var key && key != 0) _rows[next[key]++] = row;
        foreach (var (key, row) in more ?? [])
            if (key != 0) _rows[next[key]++] = row;
    }

    internal ReadOnlySpan<int> this[int key] =>
        (uint)key + 1 < (uint)_offsets.Length ? _rows.AsSpan(_offsets[key], _offsets[key + 1] - _offsets[key]) : [];

    internal int Count(int key) => (uint)key + 1 < (uint)_offsets.Length ? _offsets[key + 1] - _offsets[key] : 0;

    internal int Total => _rows.Length;
}

/// <summary>
/// For each surname its cards by first name: a slice a form, so that the namesakes of one of ten thousand Ivanovs are found
/// without a look at the others.
/// </summary>
internal sealed class FullNames
{
    private readonly int[] _offsets;
    private readonly int[] _rows;
    private readonly int[] _forms;

    internal FullNames(int surnames, PhoneCard[] cards)
    {
        _offsets = new int[surnames + 1];
        foreach (ref var card in cards.AsSpan())
            if (card.Surname != 0) _offsets[card.Surname + 1]++;
        for (var surname = 0; surname < surnames; surname++) _offsets[surname + 1] += _offsets[surname];
        _rows = new int[_offsets[surnames]];
        _forms = new int[_rows.Length];
        var next = _offsets.AsSpan(0, surnames).ToArray();
        for (var row = 0; row < cards.Length; row++)
        {
            if (cards[row].Surname == 0) continue;
            var at = next[cards[row].Surname]++;
            // A name that contradicts nobody stands with the silent ones.
            _forms[at] = (cards[row].Flags & CardFlags.FirstCertain) != CardFlags.None ? cards[row].Form : 0;
            _rows[at] = row;
        }

        for (var surname = 0; surname < surnames; surname++)
            if (Count(surname) > 1) Array.Sort(_forms, _rows, _offsets[surname], Count(surname), null);
        // Equal forms come in any order out of the sort.
        for (var at = 0; at < _rows.Length;)
        {
            var end = at + 1;
            while (end < _rows.Length && _forms[end] == _forms[at] && cards[_rows[end]].Surname == cards[_rows[at]].Surname) end++;
            if (end - at > 1) Array.Sort(_rows, at, end - at);
            at = end;
        }
    }

    internal int Count(int surname) => (uint)surname + 1 < (uint)_offsets.Length ? _offsets[surname + 1] - _offsets[surname] : 0;

    /// <summary>All cards with the surname, by form; form 0 stands for names that contradict nobody.</summary>
    internal ReadOnlySpan<int> Rows(int surname) => Count(surname) == 0 ? [] : _rows.AsSpan(_offsets[surname], Count(surname));

    /// <summary>The forms beside <see cref="Rows(int)"/>.</summary>
    internal ReadOnlySpan<int> FormsOf(int surname) => Count(surname) == 0 ? [] : _forms.AsSpan(_offsets[surname], Count(surname));

    /// <summary>The cards with the surname and the form, ascending.</summary>
    internal ReadOnlySpan<int> Rows(int surname, int form)
    {
        var forms = FormsOf(surname);
        var first = LowerBound(forms, form);
        var end = first;
        while (end < forms.Length && forms[end] == form) end++;
        return Rows(surname)[first..end];
    }

    private static int LowerBound(ReadOnlySpan<int> forms, int form)
    {
        int low = 0, high = forms.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (forms[middle] < form) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>Rows by 64-bit key: two arrays sorted together.</summary>
internal sealed class KeyedRows
{
    private readonly ulong[] _keys = [];
    private readonly int[] _rows = [];

    /// <summary>Sorts the entries of a draft, whose rows are renumbered, and empties their list.</summary>
    internal KeyedRows(List<(ulong Key, int Row)> entries, int[] newRow)
    {
        _keys = new ulong[entries.Count];
        _rows = new int[entries.Count];
        for (var i = 0; i < entries.Count; i++) (_keys[i], _rows[i]) = (entries[i].Key, newRow[entries[i].Row]);
        entries.Clear();
        entries.Capacity = 0;
        Array.Sort(_keys, _rows);
        var used = 0;
        for (var start = 0; start < _keys.Length;)
        {
            var end = start + 1;
            while (end < _keys.Length && _keys[end] == _keys[start]) end++;
            // Equal keys come in any order out of the sort.
            if (end - start > 1) Array.Sort(_rows, start, end - start);
            var key = _keys[start];
            var last = -1;
            for (var i = start; i < end; i++)
            {
                // A card that names a value twice carries it once.
                if (_rows[i] == last) continue;
                last = _rows[i];
                (_keys[used], _rows[used++]) = (key, last);
            }

            start = end;
        }

        if (used == _keys.Length) return;
        Array.Resize(ref _keys, used);
        Array.Resize(ref _rows, used);
    }

    internal ReadOnlySpan<ulong> Keys => _keys;

    internal ReadOnlySpan<int> Rows => _rows;

    /// <summary>Entries of cards that came after the index was built.</summary>
    internal Dictionary<ulong, List<int>> Late { get; } = [];

    internal void AddLate(ulong key, int row)
    {
        if (!Late.TryGetValue(key, out var rows)) Late.Add(key, rows = new List<int>(1));
        if (!rows.Contains(row)) rows.Add(row);
    }

    /// <summary>Whether a row carries a key.</summary>
    internal bool Has(ulong key, int row)
    {
        if (this[key].Contains(row)) return true;
        return Late.Count > 0 && Late.TryGetValue(key, out var late) && late.Contains(row);
    }

    /// <summary>A key that a row carries; 0 when it carries none. Cost: a look at all rows.</summary>
    internal ulong KeyOf(int row)
    {
        var known = _rows.AsSpan().IndexOf(row);
        if (known >= 0) return _keys[known];
        foreach (var (key, rows) in Late)
            if (rows.Contains(row)) return key;
        return 0;
    }

    /// <summary>Number of rows with a key, without those that are gone.</summary>
    internal int Count(ulong key, LateCards late)
    {
        var rows = this[key];
        if (!late.Any) return rows.Length;
        var count = 0;
        foreach (var row in rows)
            if (!late.IsGone(row)) count++;
        foreach (var row in Late.GetValueOrDefault(key, []))
            if (!late.IsGone(row)) count++;
        return count;
    }

    /// <summary>Rows with the key, ascending.</summary>
    internal ReadOnlySpan<int> this[ulong key]
    {
        get
        {
            var low = First(key);
            var high = low;
            while (high < _keys.Length && _keys[high] == key) high++;
            return _rows.AsSpan(low, high - low);
        }
    }

    private int First(ulong key)
    {
        int low = 0, high = _keys.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_keys[middle] < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
