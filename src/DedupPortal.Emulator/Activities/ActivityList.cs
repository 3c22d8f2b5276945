using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Activities;

/// <summary>crm.activity.list. A filter by BINDINGS finds all activities on the given cards; one that stands on several of them comes several times.</summary>
internal static class ActivityList
{
    public static JsonNode? Run(RestCall call)
    {
        var conditions = new List<Condition>();
        List<Binding>? bindings = null;
        foreach (var (key, value) in Php.Pairs(call.Parameters.Loose("filter")))
        {
            if (string.Equals(key, "BINDINGS", StringComparison.OrdinalIgnoreCase))
                bindings = ReadBindings(value);
            else
                conditions.Add(Condition.Read(key.ToUpperInvariant(), value));
        }
        conditions.RemoveAll(c => !(ActivityView.IsField(c.Name) || c.Name is "ID" or "OWNER_ID" or "OWNER_TYPE_ID"));
        var order = ListWindow.Order(call.Parameters.Loose("order"));
        var select = Php.Values(call.Parameters.Loose("select")).Select(Php.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return call.Answer(under: null, Page(call, conditions, bindings, order), new ActivityView(call.State, select).Write);
    }

    private static List<Activity> Page(RestCall call, List<Condition> conditions, List<Binding>? bindings, List<(string Name, bool Descending)> order)
    {
        var all = call.State.Activities;
        if (bindings is null && order is [var (name, descending)] && string.Equals(name, "ID", StringComparison.OrdinalIgnoreCase))
        {
            var (first, end, left) = ListWindow.Bounds(all, conditions);
            Func<Activity, bool>? matches = left.Count == 0 && call.User.Admin ? null : a => Matches(call, left, a);
            return ListWindow.ById(call, all.Rows, first, end, matches, descending);
        }
        var found = (bindings is null ? all.Rows : bindings.SelectMany(b => call.State.ActivityIndex.On(call.State, b))).Where(a => Matches(call, conditions, a)).ToList();
        Sort(found, order);
        return ListWindow.Cut(call, found);
    }

    private static bool Matches(RestCall call, List<Condition> conditions, Activity activity) => ActivityMethods.May(call, activity, Right.Read)
        && conditions.TrueForAll(c => c.Holds(ActivityView.KindOf(c.Name), ActivityView.Text(activity, c.Name)));

    private static List<Binding> ReadBindings(JsonNode? node)
    {
        // One pair may come without the list around it.
        IEnumerable<JsonNode?> pairs = node is JsonObject map && map.ContainsKey("OWNER_TYPE_ID") ? [map] : Php.Values(node);
        return [.. pairs.OfType<JsonObject>().Select(b => new Binding(Php.Int(b["OWNER_TYPE_ID"]) ?? 0, Php.Int(b["OWNER_ID"]) ?? 0))];
    }

    private static void Sort(List<Activity> found, List<(string Name, bool Descending)> order)
    {
        var keys = order.Count == 0 ? [("START_TIME", false)] : order;
        var sorted = found.Order(Comparer<Activity>.Create((a, b) =>
        {
            foreach (var (name, descending) in keys)
            {
                var upper = name.ToUpperInvariant();
                var result = Condition.Compare(ActivityView.KindOf(upper), ActivityView.Text(a, upper) ?? "", ActivityView.Text(b, upper) ?? "") ?? 0;
                if (result != 0)
                    return descending ? -result : result;
            }
            return a.Id.CompareTo(b.Id);
        })).ToList();
        found.Clear();
        found.AddRange(sorted);
    }
}
