using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>Which contacts each company has. The links lie at the contacts; this is them from the other side, made anew after a change when somebody asks.</summary>
internal sealed class CompanyContacts
{
    private Dictionary<int, List<CrmRecord>>? _byCompany;

    /// <summary>Something was written: what is known may be wrong.</summary>
    public void Forget() => _byCompany = null;

    public IReadOnlyList<CrmRecord> Of(PortalState state, int companyId)
    {
        _byCompany ??= Collect(state);
        return _byCompany.GetValueOrDefault(companyId) ?? [];
    }

    private static Dictionary<int, List<CrmRecord>> Collect(PortalState state)
    {
        var byCompany = new Dictionary<int, List<CrmRecord>>();
        foreach (var contact in state.Contacts.Rows)
        {
            foreach (var link in contact.Links)
            {
                if (!byCompany.TryGetValue(link.Id, out var contacts))
                    byCompany[link.Id] = contacts = [];
                contacts.Add(contact);
            }
        }
        return byCompany;
    }
}
