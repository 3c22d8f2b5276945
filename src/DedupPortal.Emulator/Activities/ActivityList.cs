using System.Text.Json.Nodes;
using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Activities;

/// <summary>crm.activity.list. A filter by BINDINGS finds all activities on the given cards; one that stands on several of them comes several times.</summary>
internal static class ActivityList
{
    public static JsonNode Run(RestCall call)
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
        var byId = order is [("ID", false)];
        bool Matches(Activity activity) => ActivityMethods.May(call, activity, Right.Read)
            && conditions.TrueForAll(c => c.Holds(ActivityView.KindOf(c.Name), ActivityView.Text(activity, c.Name) is { Length: > 0 } text ? [text] : []))
            && (bindings is null || bindings.Exists(activity.Bindings.Contains));
        var page = bindings is null or [_] ? ListWindow.Walk(call, call.State.Activities, conditions, byId, Matches) : null;
        if (page is null)
        {
            var found = call.State.Activities.Rows.Where(Matches)
                .SelectMany(a => Enumerable.Repeat(a, bindings?.Count(a.Bindings.Contains) ?? 1)).ToList();
            Sort(found, order);
            page = ListWindow.Cut(call, found);
        }
        var select = Php.Values(call.Parameters.Loose("select")).Select(Php.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return Php.List(page.Select(a => ActivityView.Render(call.State, a, select)));
    }

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
