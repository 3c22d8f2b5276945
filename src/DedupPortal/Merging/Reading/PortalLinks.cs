using System.Globalization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Addresses of the portal's own pages.</summary>
internal static class PortalLinks
{
    /// <summary>The record's card; the portal's root when the reference is not one.</summary>
    public static string Card(string restAddress, string record) =>
        new Uri(new Uri(restAddress), ".." + (EntityRef.TryParse(record, out var entity) ? entity.CardPath : "/")).AbsoluteUri;

    /// <summary>The portal's merge page with the records, priority first; null for records of different types.</summary>
    public static string? ManualMerge(string restAddress, IReadOnlyList<EntityRef> records)
    {
        if (records.Count < 2 || records.Any(record => record.Type != records[0].Type)) return null;
        var ids = string.Join(',', records.Select(record => record.Id.ToString(CultureInfo.InvariantCulture)));
        return new Uri(new Uri(restAddress), $"../crm/{records[0].TypeName}/merge/?id={ids}").AbsoluteUri;
    }
}
