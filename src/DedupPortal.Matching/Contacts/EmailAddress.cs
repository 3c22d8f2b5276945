namespace DedupPortal.Matching.Contacts;

/// <summary>An e-mail address in the form that equal mailboxes share.</summary>
/// <param name="Key">Lower case, without a "+tag"; for mail services that ignore dots without dots.</param>
/// <param name="Local">The part before the @, lower case, without a tag.</param>
internal readonly record struct EmailAddress(string Key, string Local)
{
    /// <summary>Reads an address as typed; null when it is none.</summary>
    internal static EmailAddress? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 254) return null;
        var trimmed = text.Trim().Trim('<', '>', ',', ';', '.').ToLowerInvariant();
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != trimmed.LastIndexOf('@') || at > trimmed.Length - 4) return null;
        var domain = trimmed.AsSpan(at + 1);
        if (!domain.Contains('.') || domain[0] == '.' || domain[^1] == '.') return null;
        foreach (var c in trimmed)
            if (char.IsWhiteSpace(c) || char.IsControl(c)) return null;
        var local = trimmed[..at];
        var tag = local.IndexOf('+', StringComparison.Ordinal);
        if (tag > 0) local = local[..tag];
        // Google mail delivers with or without dots, Yandex treats dot and hyphen alike, and ya.ru is yandex.ru.
        var (mailbox, host) = domain switch
        {
            "gmail.com" or "googlemail.com" => (local.Replace(".", "", StringComparison.Ordinal), "gmail.com"),
            "yandex.ru" or "ya.ru" or "yandex.com" or "yandex.kz" or "yandex.by" or "yandex.ua" =>
              (local.Replace('.', '-'), "yandex.ru"),
            _ => (local, null),
        };
        if (mailbox.Length == 0) return null;
        if (host is null && tag <= 0) return new EmailAddress(trimmed, local);
        return new EmailAddress(string.Concat(mailbox, "@", host ?? domain), local);
    }
}
