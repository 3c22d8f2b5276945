using DedupPortal.Emulator.Crm;

namespace DedupPortal.Emulator.Accounts;

internal enum Right
{
    Read,
    Add,
    Edit,
    Delete,
}

/// <summary>May this user do this to that card.</summary>
internal static class Access
{
    public static Reach ReachOf(PortalUser user, int typeId, Right right)
    {
        if (user.Admin)
            return Reach.All;
        if (!user.Rights.TryGetValue(typeId, out var rights))
            return Reach.None;
        return right switch
        {
            Right.Read => rights.Read,
            Right.Add => rights.Add,
            Right.Edit => rights.Edit,
            Right.Delete => rights.Delete,
            _ => Reach.None,
        };
    }

    public static bool May(PortalUser user, int typeId, CrmRecord record, Right right) =>
        ReachOf(user, typeId, right) switch
        {
            Reach.All => true,
            Reach.Own => record.Get("ASSIGNED_BY_ID") == Protocol.Php.Number(user.Id),
            _ => false,
        };
}
