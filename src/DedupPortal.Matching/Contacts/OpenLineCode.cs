namespace DedupPortal.Matching.Contacts;

/// <summary>The messenger code of an open line: <c>imol|connector|line|chat|user</c>.</summary>
internal readonly record struct OpenLineCode(string Connector, string Line, string Chat)
{
    private static readonly string[] s_telegramWords = ["telegram", "tgapi", "tg_", "_tg", "tgbot", "telega"];

    // Connectors that carry several messengers: the source code or a t.me address must say which one it was.
    private static readonly string[] s_manyMessengers =
      ["wazzup", "wz_", "chatapp", "chat2desk", "olchat", "radist", "umnico", "pact", "jivo", "edna", "i2crm", "chatra", "bothelp", "wahelp"];

    /// <summary>
    /// Splits a raw value; null when it is not an open-line code. Activities carry the code without the leading "imol".
    /// </summary>
    internal static OpenLineCode? Parse(string? value) => Parse(value.AsSpan());

    /// <summary>The same without a string.</summary>
    internal static OpenLineCode? Parse(ReadOnlySpan<char> value)
    {
        var text = value.Trim();
        // One more than the longest code that is read; what stands behind does not matter.
        Span<Range> parts = stackalloc Range[6];
        parts = parts[..text.Split(parts, '|')];
        if (parts.Length < 3) return null;
        var at = text[parts[0]].Equals("imol", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (parts.Length < at + 3 || at == 0 && (parts.Length != 4 || !IsNumber(text[parts[1]]))) return null;
        return new OpenLineCode(text[parts[at]].Trim().ToString().ToLowerInvariant(), text[parts[at + 1]].Trim().ToString(), text[parts[at + 2]].Trim().ToString());
    }

    /// <summary>Whether the connector itself is Telegram's.</summary>
    internal bool IsTelegram => Connector is "tg" || NamesTelegram(Connector);

    /// <summary>Whether the connector may carry Telegram among others.</summary>
    internal bool MayBeTelegram
    {
        get
        {
            var connector = Connector;
            return Array.Exists(s_manyMessengers, word => connector.Contains(word, StringComparison.Ordinal));
        }
    }

    /// <summary>
    /// The Telegram user id: the chat part where it is a bare number of 5 to 10 digits. Longer numbers may be phones, negative
    /// ones are groups; null then.
    /// </summary>
    internal long? TelegramId =>
      Chat.Length is >= 5 and <= 10 && Chat[0] != '0' && IsNumber(Chat)
        ? long.Parse(Chat, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>What stays the same for one chat: connector, line and chat; the last part of the code is opaque.</summary>
    internal string ChatKey => Connector + "|" + Line + "|" + Chat;

    /// <summary>Whether a lower-case code contains one of Telegram's words.</summary>
    internal static bool NamesTelegram(string code) => Array.Exists(s_telegramWords, word => code.Contains(word, StringComparison.Ordinal));
}
