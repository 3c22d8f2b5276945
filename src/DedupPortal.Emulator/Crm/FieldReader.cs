using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>The values of a field as texts: none when empty, several for multiple fields.</summary>
internal static class FieldReader
{
    public static IReadOnlyList<string> Read(PortalState state, CrmRecord record, FieldSpec field)
    {
        switch (field.Origin)
        {
            case FieldOrigin.Entries:
                return [.. record.Of(field.Name).Select(m => m.Value)];
            case FieldOrigin.List:
                return record.List(field.Name);
            case FieldOrigin.Links:
                return [.. record.Links.Select(l => Php.Number(l.Id))];
            case FieldOrigin.ContactsOfCompany:
                return [.. state.CompanyContacts.Of(state, record.Id).Select(c => Php.Number(c.Id))];
            default:
                return Single(record, field) is { } value ? [value] : [];
        }
    }

    /// <summary>The value of a field that has at most one.</summary>
    public static string? Single(CrmRecord record, FieldSpec field) => field.Origin switch
    {
        FieldOrigin.Id => Php.Number(record.Id),
        FieldOrigin.HasPhone => record.Has("PHONE") ? "Y" : "N",
        FieldOrigin.HasEmail => record.Has("EMAIL") ? "Y" : "N",
        FieldOrigin.HasImol => record.HasImol ? "Y" : "N",
        FieldOrigin.PrimaryLink => record.PrimaryLink is { } primary ? Php.Number(primary.Id) : null,
        FieldOrigin.Value => record.Get(field.Name) ?? (field.Kind == FieldKind.Flag ? "N" : null),
        _ => throw new ArgumentException($"{field.Name} may have several values.", nameof(field)),
    };

    /// <summary>The first value, for sorting.</summary>
    public static string? First(PortalState state, CrmRecord record, FieldSpec field) => Read(state, record, field) is [var first, ..] ? first : null;
}
