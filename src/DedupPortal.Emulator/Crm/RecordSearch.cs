using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>What both list dialects share: readable rows, conditions, order, page.</summary>
internal sealed class RecordSearch(RestCall call, EntityType type)
{
    /// <param name="required">Conditions that must all hold.</param>
    /// <param name="holds">Whether one condition holds for a card.</param>
    /// <param name="rest">What else must hold; null when nothing.</param>
    /// <param name="order">By which fields; none: by id.</param>
    public IReadOnlyList<CrmRecord> Page(
        IReadOnlyList<Condition> required, Func<CrmRecord, Condition, bool> holds, Func<CrmRecord, bool>? rest, List<(FieldSpec Field, bool Descending)> order)
    {
        var rows = call.State.Of(type).Rows;
        var (first, end, left) = ListWindow.Bounds(call.State.Of(type), required);
        var readsAll = Access.ReachOf(call.User, type.Id, Right.Read) == Reach.All;
        Func<CrmRecord, bool>? matches = readsAll && left.Count == 0 && rest is null ? null
            : r => (readsAll || Access.May(call.User, type.Id, r, Right.Read)) && left.TrueForAll(c => holds(r, c)) && rest?.Invoke(r) != false;
        if (order.Count == 0 || (order is [var (field, _)] && field.Name == "ID"))
            return ListWindow.ById(call, rows, first, end, matches, descending: order is [(_, true)]);
        var found = rows.GetRange(first, end - first);
        if (matches is not null)
            found.RemoveAll(r => !matches(r));
        found.Sort((a, b) => Compare(a, b, order));
        return ListWindow.Cut(call, found);
    }

    private int Compare(CrmRecord a, CrmRecord b, List<(FieldSpec Field, bool Descending)> order)
    {
        foreach (var (field, descending) in order)
        {
            var left = FieldReader.First(call.State, a, field) ?? "";
            var right = FieldReader.First(call.State, b, field) ?? "";
            var result = Condition.Compare(field.Kind, left, right) ?? string.CompareOrdinal(left, right);
            if (result != 0)
                return descending ? -result : result;
        }
        return a.Id.CompareTo(b.Id);
    }
}
