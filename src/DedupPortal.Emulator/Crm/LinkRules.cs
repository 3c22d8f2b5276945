using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Which links a card has and which of them is the primary one.</summary>
internal static class LinkRules
{
    public static bool Add(CrmRecord record, int id, int? sort, int roleId, bool primary)
    {
        if (record.Links.Exists(l => l.Id == id))
            return false;
        var next = record.Links.Count == 0 ? 10 : record.Links.Max(l => l.Sort) + 10;
        var row = new LinkRow { Id = id, Sort = sort is > 0 and var wanted ? wanted : next, RoleId = roleId, Primary = primary };
        if (primary)
            record.Links.ForEach(l => l.Primary = false);
        record.Links.Add(row);
        Settle(record);
        return true;
    }

    public static bool Remove(CrmRecord record, int id)
    {
        var removed = record.Links.RemoveAll(l => l.Id == id) > 0;
        Settle(record);
        return removed;
    }

    public static bool Set(CrmRecord record, IReadOnlyList<LinkRow> rows)
    {
        var before = Signature(record);
        record.Links.Clear();
        var sort = 10;
        foreach (var row in rows.DistinctBy(r => r.Id))
        {
            record.Links.Add(new LinkRow { Id = row.Id, Sort = row.Sort > 0 ? row.Sort : sort, RoleId = row.RoleId, Primary = row.Primary });
            sort += 10;
        }
        Settle(record);
        return before != Signature(record);
    }

    /// <summary>A single field such as CONTACT_ID was written: it names the primary link.</summary>
    public static bool SetPrimary(CrmRecord record, int id)
    {
        var before = Signature(record);
        var primary = record.Links.Find(l => l.Primary);
        if (id == 0)
        {
            if (primary is not null)
                record.Links.Remove(primary);
        }
        else if (record.Links.Find(l => l.Id == id) is { } existing)
        {
            record.Links.ForEach(l => l.Primary = l == existing);
        }
        else
        {
            if (primary is not null)
                record.Links.Remove(primary);
            record.Links.ForEach(l => l.Primary = false);
            record.Links.Insert(0, new LinkRow { Id = id, Sort = primary?.Sort ?? 10, Primary = true });
        }
        Settle(record);
        return before != Signature(record);
    }

    /// <summary>Another card takes the place of a linked one, keeping the primary mark.</summary>
    public static bool Replace(CrmRecord record, int oldId, int newId)
    {
        if (record.Links.Find(l => l.Id == oldId) is not { } old)
            return false;
        if (record.Links.Find(l => l.Id == newId) is { } present)
        {
            present.Primary |= old.Primary;
            record.Links.Remove(old);
        }
        else
        {
            old.Id = newId;
        }
        Settle(record);
        return true;
    }

    public static IEnumerable<CrmRecord> ContactsOf(PortalState state, int companyId) =>
        state.Contacts.Rows.Where(c => c.Links.Exists(l => l.Id == companyId));

    private static void Settle(CrmRecord record)
    {
        var sorted = record.Links.OrderBy(l => l.Sort).ToList();
        record.Links.Clear();
        record.Links.AddRange(sorted);
        var primary = record.Links.Find(l => l.Primary) ?? record.Links.FirstOrDefault();
        record.Links.ForEach(l => l.Primary = l == primary);
    }

    private static string Signature(CrmRecord record) =>
        string.Join(';', record.Links.Select(l => $"{l.Id},{l.Sort},{l.RoleId},{l.Primary}"));
}
