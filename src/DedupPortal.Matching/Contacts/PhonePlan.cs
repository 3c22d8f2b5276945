using System.Globalization;
using System.Text.RegularExpressions;

namespace DedupPortal.Matching.Contacts;

/// <summary>The numbering plan of one region, out of <see cref="PhonePlanTable"/>.</summary>
internal sealed class PhonePlan
{
    private static readonly Dictionary<int, PhonePlan[]> s_byCode = Read();

    private readonly string _code;
    private readonly string _transform;
    private readonly int _lengths;
    private readonly Lazy<Regex>? _trunk;
    private readonly Lazy<Regex> _national;
    private readonly Lazy<Regex>? _service;

    private PhonePlan(string[] fields)
    {
        _code = fields[1];
        _transform = fields[3] == "-" ? "" : fields[3];
        foreach (var length in fields[4].Split(',')) _lengths |= 1 << int.Parse(length, CultureInfo.InvariantCulture);
        _trunk = fields[2] == "-" ? null : Pattern("^(?:" + fields[2] + ")");
        _national = Pattern("^(?:" + fields[6] + ")$");
        _service = fields[7] == "-" ? null : Pattern("^(?:" + fields[7] + ")$");
    }

    /// <summary>What a plan says about digits that begin with a country code.</summary>
    /// <param name="Digits">The same without a trunk prefix behind the country code: +44 (0)20 … is +44 20 …</param>
    /// <param name="Exists">Whether its country has such a number.</param>
    /// <param name="IsService">Whether it is nobody's own line: toll-free, premium, shared cost, universal access.</param>
    internal readonly record struct Reading(string Digits, bool Exists, bool IsService);

    /// <summary>Reads 8 to 15 digits with their country code. Cost: a few hundred nanoseconds; the first number of a country more.</summary>
    internal static Reading Read(ReadOnlySpan<char> digits)
    {
        var text = digits.ToString();
        if (IsRussianMobile(digits)) return new Reading(text, Exists: true, IsService: false);
        if (PlansOf(digits) is not { } plans) return new Reading(text, Exists: false, IsService: false);
        var main = plans[0];
        var national = text[main._code.Length..];
        var (exists, service) = Look(plans, national);
        if (!exists && main.WithoutTrunk(national) is { } shorter && Look(plans, shorter) is (true, var itsService))
            return new Reading(main._code + shorter, Exists: true, itsService);
        return new Reading(text, exists, service);
    }

    /// <summary>Whether digits are a number of a Russian mobile, which exists whatever follows the first two.</summary>
    internal static bool IsRussianMobile(ReadOnlySpan<char> digits) => digits.Length == 11 && digits[0] == '7' && digits[1] == '9';

    private static (bool Exists, bool IsService) Look(PhonePlan[] plans, string national)
    {
        foreach (var plan in plans)
        {
            if ((plan._lengths >> national.Length & 1) == 0 || !plan._national.Value.IsMatch(national)) continue;
            return (true, plan._service?.Value.IsMatch(national) ?? false);
        }

        return (false, false);
    }

    private string? WithoutTrunk(string national)
    {
        if (_trunk?.Value.Match(national) is not { Success: true, Length: > 0 } trunk) return null;
        // Plans that keep a part of what they drop (an area code) say which in their last group.
        return _transform.Length > 0 && trunk.Groups[trunk.Groups.Count - 1].Success
            ? trunk.Result(_transform) + national[trunk.Length..]
            : national[trunk.Length..];
    }

    private static PhonePlan[]? PlansOf(ReadOnlySpan<char> digits)
    {
        var code = 0;
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            code = code * 10 + digits[length - 1] - '0';
            if (s_byCode.TryGetValue(code, out var plans)) return plans;
        }

        return null;
    }

    private static Dictionary<int, PhonePlan[]> Read() =>
        PhonePlanTable.Text.Split('\n').Select(line => line.Split(' '))
            .GroupBy(fields => int.Parse(fields[1], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Select(fields => new PhonePlan(fields)).ToArray());

    // 254 regions, few of them met: built when first asked for. Fifteen digits at most
    // come in, so no pattern can run away, and a limit in seconds would only make a loaded machine fail.
    private static Lazy<Regex> Pattern(string pattern) => new(() => new Regex(pattern, RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout));

    /// <summary>One digit seven times at the end, or a run up or down: typed to satisfy a form.</summary>
    internal static bool LooksInvented(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 8) return true;
        var tail = digits[^7..];
        bool same = true, up = true, down = true;
        for (var i = 1; i < tail.Length; i++)
        {
            same &= tail[i] == tail[0];
            up &= tail[i] == tail[i - 1] + 1 || tail[i] == '0' && tail[i - 1] == '9';
            down &= tail[i] == tail[i - 1] - 1;
        }

        return same || up || down;
    }
}
