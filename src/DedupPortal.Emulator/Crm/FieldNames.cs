using System.Text;

namespace DedupPortal.Emulator.Crm;

/// <summary>UPPER_SNAKE to camelCase, with the portal's own exceptions.</summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string> s_own = new(StringComparer.Ordinal)
    {
        ["DATE_CREATE"] = "createdTime",
        ["DATE_MODIFY"] = "updatedTime",
        ["CREATED_BY_ID"] = "createdBy",
        ["MODIFY_BY_ID"] = "updatedBy",
        ["MOVED_BY_ID"] = "movedBy",
        ["STATUS_ID"] = "stageId",
        ["STATUS_SEMANTIC_ID"] = "stageSemanticId",
        ["COMPANY_TYPE"] = "typeId",
        ["OBSERVER_IDS"] = "observers",
        ["DATE_CLOSED"] = "dateClosed",
    };

    public static string Camel(string upper)
    {
        if (s_own.TryGetValue(upper, out var own))
            return own;
        var text = new StringBuilder();
        foreach (var part in upper.Split('_'))
        {
            if (text.Length == 0)
                text.Append(part.ToLowerInvariant());
            else if (upper.StartsWith("UF_", StringComparison.Ordinal) && part.All(char.IsAsciiDigit))
                text.Append('_').Append(part);
            else
                text.Append(part[0]).Append(part[1..].ToLowerInvariant());
        }
        return text.ToString();
    }
}
