using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Crm;

/// <summary>What both list dialects share: readable rows, conditions, order, page.</summary>
internal sealed class RecordSearch(RestCall call, EntityType type)
{
    public List<CrmRecord> Page(Func<CrmRecord, bool> matches, IReadOnlyList<Condition> top, List<(FieldSpec Field, bool Descending)> order)
    {
        var table = call.State.Of(type);
        var byId = order.Count == 0 || (order.Count == 1 && order[0].Field.Name == "ID" && !order[0].Descending);
        bool Visible(CrmRecord record) => Access.May(call.User, type.Id, record, Right.Read) && matches(record);
        if (ListWindow.Walk(call, table, top, byId, Visible) is { } walked)
            return walked;
        var found = table.Rows.Where(Visible).ToList();
        if (!byId)
            found.Sort((a, b) => Compare(a, b, order));
        return ListWindow.Cut(call, found);
    }

    public bool Holds(CrmRecord record, Condition condition, FieldSpec field) =>
        condition.Holds(field.Kind, FieldReader.Read(call.State, type, record, field));

    private int Compare(CrmRecord a, CrmRecord b, List<(FieldSpec Field, bool Descending)> order)
    {
        foreach (var (field, descending) in order)
        {
            var left = FieldReader.Single(call.State, type, a, field) ?? "";
            var right = FieldReader.Single(call.State, type, b, field) ?? "";
            var result = Condition.Compare(field.Kind, left, right) ?? string.CompareOrdinal(left, right);
            if (result != 0)
                return descending ? -result : result;
        }
        return a.Id.CompareTo(b.Id);
    }
}
