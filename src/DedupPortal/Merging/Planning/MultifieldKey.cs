namespace DedupPortal.Merging;

/// <summary>When two phone, e-mail, site or messenger entries say the same.</summary>
internal static class MultifieldKey
{
    private const int RussianLength = 11;

    /// <summary>
    /// Type and folded value: digits of a phone (a leading 8 of eleven digits is the trunk prefix of +7), lower case of the rest.
    /// A phone's extension stays part of it: two desks of one switchboard are two entries.
    /// </summary>
    public static string Of(string typeId, string value)
    {
        if (typeId != Bitrix24.Multifield.Phone) return $"{typeId}|{value.Trim().ToLowerInvariant()}";
        var digits = string.Concat(value.Where(char.IsAsciiDigit));
        if (digits.Length == 0) return $"{typeId}|{value.Trim().ToLowerInvariant()}";
        if (digits.Length == RussianLength && digits[0] == '8') digits = "7" + digits[1..];
        return $"{typeId}|{digits}";
    }

    public static string Of(MultifieldEntry entry) => Of(entry.TypeId, entry.Value);
}
