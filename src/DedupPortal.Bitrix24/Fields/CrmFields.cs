using System.Globalization;
using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>Reads the columns of a row. Absent, null and "" all mean "no value"; numbers may be strings.</summary>
public static class CrmFields
{
    /// <summary>The field as text, true and false as "Y" and "N"; null when absent, null, an object, an array, or "".</summary>
    public static string? Text(this JsonObject fields, string field) => TolerantJson.Text(fields[field]) is { Length: > 0 } text ? text : null;

    /// <summary>The field as a whole number; null when absent, empty, 0 or not a number (Bitrix24 writes "no link" as 0 or null).</summary>
    public static long? Id(this JsonObject fields, string field) => TolerantJson.Long(fields[field]) is { } id and > 0 ? id : null;

    /// <summary>The field as a moment in UTC; null when absent, empty or not ISO 8601.</summary>
    public static DateTimeOffset? Moment(this JsonObject fields, string field) =>
        DateTimeOffset.TryParse(fields.Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : null;

    /// <summary>True for "Y", "1", 1 and true; false for everything else.</summary>
    public static bool Flag(this JsonObject fields, string field) => TolerantJson.Flag(fields[field]);

    /// <summary>The multifields of the row in both dialects; empty when it has none.</summary>
    public static IReadOnlyList<Multifield> Multifields(this JsonObject fields) => Multifield.ReadAll(fields);
}
