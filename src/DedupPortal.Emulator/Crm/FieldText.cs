using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>What the database keeps of a value that was sent: null for nothing.</summary>
internal static class FieldText
{
    public static string? Of(FieldSpec field, JsonNode? node)
    {
        var text = Php.Text(node);
        if (string.IsNullOrEmpty(text))
            return null;
        return field.Kind switch
        {
            FieldKind.Flag => Php.Yes(node) ? "Y" : "N",
            FieldKind.Boolean => Php.Yes(node) ? "1" : "0",
            FieldKind.Money => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
                ? amount.ToString("0.00", CultureInfo.InvariantCulture) : null,
            FieldKind.Number => Php.Int(node) is { } number ? Php.Number(number) : null,
            FieldKind.Link or FieldKind.User or FieldKind.Enumeration => Php.Int(node) is > 0 and var id ? Php.Number(id) : null,
            FieldKind.DateTime => PortalClock.Parse(text) is { } at ? PortalClock.Format(at) : null,
            FieldKind.Date => PortalClock.Parse(text) is { } day
                ? day.ToOffset(PortalClock.Offset).ToString("yyyy-MM-dd'T'00:00:00zzz", CultureInfo.InvariantCulture) : null,
            _ => text,
        };
    }
}
