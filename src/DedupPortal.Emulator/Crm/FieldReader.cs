using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>The values of a field as texts: none when empty, several for multiple fields.</summary>
internal static class FieldReader
{
    public static IReadOnlyList<string> Read(PortalState state, EntityType type, CrmRecord record, FieldSpec field)
    {
        switch (field.Name)
        {
            case "ID":
                return [Php.Number(record.Id)];
            case "HAS_PHONE":
                return [record.Of("PHONE").Any() ? "Y" : "N"];
            case "HAS_EMAIL":
                return [record.Of("EMAIL").Any() ? "Y" : "N"];
            case "HAS_IMOL":
                return [record.HasImol ? "Y" : "N"];
            case "CONTACT_ID" when type.Id != EntityType.ContactId:
            case "COMPANY_ID" when type.Id == EntityType.ContactId:
                return record.Links.Find(l => l.Primary) is { } primary ? [Php.Number(primary.Id)] : [];
            case "CONTACT_IDS" when type.Id == EntityType.CompanyId:
                return [.. LinkRules.ContactsOf(state, record.Id).Select(c => Php.Number(c.Id))];
            case "CONTACT_IDS":
            case "COMPANY_IDS":
                return [.. record.Links.Select(l => Php.Number(l.Id))];
            default:
                break;
        }
        if (field.Kind == FieldKind.Multifield)
            return [.. record.Of(field.Name).Select(m => m.Value)];
        if (field.Multiple)
            return record.List(field.Name);
        if (record.Get(field.Name) is { } value)
            return [value];
        return field.Kind == FieldKind.Flag ? ["N"] : [];
    }

    public static string? Single(PortalState state, EntityType type, CrmRecord record, FieldSpec field) =>
        Read(state, type, record, field) is [var first, ..] ? first : null;
}
