using System.Collections.Concurrent;

namespace DedupPortal.Emulator.Storage;

/// <summary>The sorted names of the fields that some rows fill. There is one shape per set of names, whatever the order they came in.</summary>
internal sealed class FieldShape
{
    public static readonly FieldShape Empty = new([]);

    private static readonly ConcurrentDictionary<string, FieldShape> s_all = new(StringComparer.Ordinal) { [""] = Empty };

    private readonly Dictionary<string, int> _index;
    private readonly ConcurrentDictionary<string, FieldShape> _with = new(StringComparer.Ordinal);

    private FieldShape(string[] names)
    {
        Names = names;
        _index = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
            _index.Add(names[i], i);
    }

    public IReadOnlyList<string> Names { get; }

    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    public FieldShape With(string name) => _with.GetOrAdd(name, static (added, shape) => Of([.. shape.Names, added]), this);

    public FieldShape Without(string name) => Of(Names.Where(n => n != name));

    private static FieldShape Of(IEnumerable<string> names)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        return s_all.GetOrAdd(string.Join('\n', sorted), static (_, list) => new FieldShape(list), sorted);
    }
}
