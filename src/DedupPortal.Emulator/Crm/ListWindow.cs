using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>
/// Pages of 50 with `next` and `total`, or uncounted with `start=-1`. Rows lie in the order of their ids, so a page by id begins at the id
/// that is asked for; an uncounted page ends when it is full, and rows that need not be looked at are counted without being touched.
/// </summary>
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
        Count(call, start, matching.Count);
        return [.. matching.Skip(start).Take(PageSize)];
    }

    /// <summary>A page of the rows from <paramref name="first"/> up to <paramref name="end"/>; null for <paramref name="matches"/> when all of them fit.</summary>
    public static List<T> ById<T>(RestCall call, List<T> rows, int first, int end, Func<T, bool>? matches, bool descending)
    {
        var start = call.Parameters.Int("start") ?? 0;
        var page = new List<T>(PageSize);
        var passed = matches is null ? Math.Clamp(start, 0, end - first) : 0;
        for (var i = passed; i < end - first; i++)
        {
            var row = rows[descending ? end - 1 - i : first + i];
            if (matches?.Invoke(row) == false || (matches is not null && passed++ < start))
                continue;
            if (page.Count < PageSize)
                page.Add(row);
            if (page.Count == PageSize && (start < 0 || matches is null))
                break;
        }
        if (start < 0)
            call.Total = 0;
        else
            Count(call, start, matches is null ? end - first : passed);
        return page;
    }

    /// <summary>The rows that the conditions on the id leave, and the conditions that are not about it.</summary>
    public static (int First, int End, List<Condition> Left) Bounds<T>(Table<T> table, IReadOnlyList<Condition> required)
        where T : class, IRow
    {
        var (first, end) = (0, table.Count);
        var left = new List<Condition>();
        foreach (var condition in required)
        {
            // "Above nothing" is "above zero" here: a broken reference in a chain of pages reads from the start again.
            var number = condition.Wanted is [""] ? "0" : condition.Wanted is [var one] ? one : null;
            if (!string.Equals(condition.Name, "ID", StringComparison.OrdinalIgnoreCase) || condition.Operator is not (">" or ">=" or "<" or "<=")
                || !int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) || id is int.MinValue or int.MaxValue)
                left.Add(condition);
            else if (condition.Operator[0] == '>')
                first = Math.Max(first, table.IndexAfter(condition.Operator == ">" ? id : id - 1));
            else
                end = Math.Min(end, table.IndexAfter(condition.Operator == "<" ? id - 1 : id));
        }
        return (first, Math.Max(first, end), left);
    }

    public static List<(string Name, bool Descending)> Order(JsonNode? order) =>
        [.. Php.Pairs(order).Select(p => (p.Key, string.Equals(Php.Text(p.Value), "DESC", StringComparison.OrdinalIgnoreCase)))];

    private static void Count(RestCall call, int start, int total)
    {
        call.Total = total;
        if (start + PageSize < total)
            call.Next = start + PageSize;
    }
}
