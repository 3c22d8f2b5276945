namespace DedupPortal.Matching.Contacts;

/// <summary>How a number came to its international form.</summary>
internal enum PhoneRule
{
    International,
    NationalRussia,
    NationalKazakhstan,
    NationalBelarus,
    NationalUkraine,
    NationalUzbekistan,
    NationalArmenia,

    /// <summary>The prefix for calls inside the country stood behind the country code: +44 (0)20 …</summary>
    TrunkDropped,
}

/// <summary>A phone in international form.</summary>
/// <param name="Number">Country code and national number as one integer (E.164 without the plus).</param>
/// <param name="Extension">Digits of the extension, or null.</param>
/// <param name="Rule">How the country was found.</param>
/// <param name="IsPlausible">
/// Whether the numbering plan has such a number and it does not look invented (one digit repeated, 1234567).
/// </param>
/// <param name="IsService">Whether it is nobody's own line: toll-free, premium, shared cost, universal access.</param>
internal readonly record struct PhoneNumber(long Number, string? Extension, PhoneRule Rule, bool IsPlausible, bool IsService)
{
    /// <summary>"+" and the digits.</summary>
    internal string Text => "+" + Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
