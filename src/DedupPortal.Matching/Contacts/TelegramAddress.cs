namespace DedupPortal.Matching.Contacts;

/// <summary>Reads Telegram usernames out of addresses and nicks.</summary>
internal static class TelegramAddress
{
    private static readonly string[] s_hosts = ["t.me/", "telegram.me/", "telegram.dog/", "tg://resolve?domain="];
    private static readonly string[] s_reserved = ["joinchat", "share", "addstickers", "s", "c", "iv", "proxy", "contact", "login", "confirmphone"];
    private static readonly int s_longestReserved = s_reserved.Max(word => word.Length);

    /// <summary>
    /// Username of a profile address or of "@nick", lower case; null when the text is neither. Usernames have 4 to 32
    /// letters, digits and underscores and begin with a letter.
    /// </summary>
    internal static string? Username(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed[0] == '@') return Valid(trimmed[1..]);
        foreach (var host in s_hosts)
        {
            var at = trimmed.IndexOf(host, StringComparison.OrdinalIgnoreCase);
            if (at < 0 || at > 0 && trimmed[at - 1] is not ('/' or '.' or ' ' or '(' or ':' or '\n')) continue;
            return Valid(trimmed[(at + host.Length)..]);
        }

        return null;
    }

    /// <summary>The username at the head of a text, lower case, or null.</summary>
    internal static string? Valid(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_')) length++;
        if (length is < 4 or > 32 || !char.IsAsciiLetter(text[0])) return null;
        var username = text[..length].ToString().ToLowerInvariant();
        return length <= s_longestReserved && s_reserved.Contains(username, StringComparer.Ordinal) ? null : username;
    }
}
