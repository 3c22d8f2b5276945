using System.Text.Json.Serialization;

namespace DedupPortal.Emulator.Storage;

internal interface IRow
{
    int Id { get; }
}

/// <summary>Rows in the order of their ids. Ids only grow and a deleted one never comes back.</summary>
internal sealed class Table<T>
    where T : class, IRow
{
    private readonly Dictionary<int, T> _byId = [];
    private List<T> _rows = [];

    public int LastId { get; set; }

    public List<T> Rows
    {
        get => _rows;
        set
        {
            _rows = value;
            _byId.Clear();
            foreach (var row in value)
                _byId.Add(row.Id, row);
        }
    }

    [JsonIgnore]
    public int Count => _rows.Count;

    public T? Find(int id) => _byId.GetValueOrDefault(id);

    public int NextId() => ++LastId;

    public T Add(T row)
    {
        if (_rows.Count > 0 && row.Id <= _rows[^1].Id)
            throw new InvalidOperationException($"Id {row.Id} after {_rows[^1].Id}: ids only grow.");
        LastId = Math.Max(LastId, row.Id);
        _rows.Add(row);
        _byId.Add(row.Id, row);
        return row;
    }

    public bool Remove(int id)
    {
        if (!_byId.Remove(id))
            return false;
        _rows.RemoveAt(IndexAfter(id - 1));
        return true;
    }

    /// <summary>Position of the first row whose id is greater than <paramref name="id"/>.</summary>
    public int IndexAfter(int id)
    {
        int low = 0, high = _rows.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Id <= id)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
