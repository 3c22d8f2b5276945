using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Pages of 50 with `next` and `total`, or uncounted with `start=-1`.</summary>
internal static class ListWindow
{
    public const int PageSize = 50;

    public static List<T> Cut<T>(RestCall call, IReadOnlyList<T> matching)
    {
        var start = call.Parameters.Int("start") ?? 0;
        if (start < 0)
        {
            call.Total = 0;
            return [.. matching.Take(PageSize)];
        }
        call.Total = matching.Count;
        if (start + PageSize < matching.Count)
            call.Next = start + PageSize;
        return [.. matching.Skip(start).Take(PageSize)];
    }

    /// <summary>
    /// The fast walk by growing ids: starts behind the last id seen and stops as soon as a page is full, so that a large portal
    /// answers in the time of one page. Null when the request is of another kind.
    /// </summary>
    public static List<T>? Walk<T>(RestCall call, Table<T> table, IReadOnlyList<Condition> conditions, bool byIdAscending, Func<T, bool> matches)
        where T : class, IRow
    {
        if (!byIdAscending || (call.Parameters.Int("start") ?? 0) >= 0)
            return null;
        var after = 0;
        foreach (var condition in conditions)
        {
            if (condition.Name is "ID" or "id" && condition.Operator == ">" && condition.Wanted.Count == 1
                && int.TryParse(condition.Wanted[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var id))
                after = Math.Max(after, id);
        }
        var page = new List<T>(PageSize);
        for (var i = table.IndexAfter(after); i < table.Count && page.Count < PageSize; i++)
        {
            if (matches(table.Rows[i]))
                page.Add(table.Rows[i]);
        }
        call.Total = 0;
        return page;
    }

    public static List<(string Name, bool Descending)> Order(JsonNode? order) =>
        [.. Php.Pairs(order).Select(p => (p.Key, string.Equals(Php.Text(p.Value), "DESC", StringComparison.OrdinalIgnoreCase)))];
}
