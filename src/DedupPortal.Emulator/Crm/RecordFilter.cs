using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>One condition of a filter: what is compared, how, and with which values.</summary>
internal sealed record Condition(string Operator, string Name, IReadOnlyList<string> Wanted)
{
    // Longest first, so that ">=" is not read as ">".
    private static readonly string[] s_operators = ["!=%", "!%=", ">=", "<=", "!=", "!@", "!%", "=%", "%=", ">", "<", "=", "@", "%", "!"];

    public static Condition Read(string key, JsonNode? value)
    {
        var found = Array.Find(s_operators, o => key.StartsWith(o, StringComparison.Ordinal)) ?? "";
        IReadOnlyList<string> wanted = Php.IsMap(value)
            ? [.. Php.Values(value).Select(v => Php.Text(v) ?? "")]
            : [Php.Text(value) ?? ""];
        return new Condition(found, key[found.Length..], wanted);
    }

    public bool Holds(FieldKind kind, IReadOnlyList<string> values) => Operator switch
    {
        ">" or ">=" or "<" or "<=" => values.Any(v => Wanted.Any(w => Ordered(kind, v, w))),
        "%" => values.Any(v => Wanted.Any(w => v.Contains(w, StringComparison.OrdinalIgnoreCase))),
        "!%" => !values.Any(v => Wanted.Any(w => v.Contains(w, StringComparison.OrdinalIgnoreCase))),
        "=%" or "%=" => values.Any(v => Wanted.Any(w => Like(v, w))),
        "!=%" or "!%=" => !values.Any(v => Wanted.Any(w => Like(v, w))),
        "!" or "!=" or "!@" => !Equal(kind, values),
        _ => Equal(kind, values),
    };

    /// <summary>As above for a field that has at most one value; a filter goes through every row of a list.</summary>
    public bool Holds(FieldKind kind, string? value) =>
        value is { Length: > 0 } && Operator is ("" or "=" or "@") ? IsAmong(kind, value) : Holds(kind, value is { Length: > 0 } ? [value] : []);

    private bool Equal(FieldKind kind, IReadOnlyList<string> values) =>
        values.Count == 0
            ? Wanted.Any(w => w.Length == 0 || (w == "0" && kind is FieldKind.Link or FieldKind.Number or FieldKind.User or FieldKind.Money))
            : values.Any(v => IsAmong(kind, v));

    private bool IsAmong(FieldKind kind, string value)
    {
        for (var i = 0; i < Wanted.Count; i++)
        {
            if (Same(kind, value, Wanted[i]))
                return true;
        }
        return false;
    }

    private static bool Same(FieldKind kind, string value, string wanted) =>
        string.Equals(value, wanted, kind is FieldKind.Text or FieldKind.Multifield ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
        || (Compare(kind, value, wanted) == 0 && wanted.Length > 0);

    // "Above nothing" is "above zero" in the portal's language: a broken reference in a chain of pages reads from the start again.
    private bool Ordered(FieldKind kind, string value, string wanted) =>
        Compare(kind, value, wanted.Length == 0 && kind is (FieldKind.Number or FieldKind.Link or FieldKind.User) ? "0" : wanted) is { } order && Operator switch
    {
        ">" => order > 0,
        ">=" => order >= 0,
        "<" => order < 0,
        _ => order <= 0,
    };

    public static int? Compare(FieldKind kind, string value, string wanted)
    {
        switch (kind)
        {
            case FieldKind.Number or FieldKind.Money or FieldKind.Link or FieldKind.User or FieldKind.Enumeration or FieldKind.Derived:
                // Whole numbers, as nearly all are, much sooner than by their fractions.
                if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var one) && int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var other))
                    return one.CompareTo(other);
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
                    && double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) ? a.CompareTo(b) : null;
            case FieldKind.DateTime or FieldKind.Date:
                return PortalClock.Parse(value) is { } left && PortalClock.Parse(wanted) is { } right ? left.CompareTo(right) : null;
            default:
                return string.Compare(value, wanted, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static bool Like(string value, string pattern)
    {
        var bare = pattern.Trim('%');
        return (pattern.StartsWith('%'), pattern.EndsWith('%')) switch
        {
            (true, true) => value.Contains(bare, StringComparison.OrdinalIgnoreCase),
            (true, false) => value.EndsWith(bare, StringComparison.OrdinalIgnoreCase),
            (false, true) => value.StartsWith(bare, StringComparison.OrdinalIgnoreCase),
            _ => string.Equals(value, pattern, StringComparison.OrdinalIgnoreCase),
        };
    }
}
