using System.Diagnostics.CodeAnalysis;

namespace DedupPortal.Bitrix24;

/// <summary>
/// What an open line writes into a card's messenger field: <c>imol|connector|line|chat|user</c>.
/// <paramref name="Connector"/> is <c>telegrambot</c> for the standard Telegram channel, or a marketplace
/// application's own word; <paramref name="Line"/> the open line's number; <paramref name="Chat"/> the chat's id at the
/// connector, for a private Telegram chat the person's Telegram id; <paramref name="User"/> is opaque: a portal user for
/// standard connectors, a foreign id for others. No part is empty.
/// </summary>
public sealed record ImolCode(string Connector, string Line, string Chat, string User)
{
    private const string Prefix = "imol|";

    /// <summary>The four parts as open-line methods take them: <c>connector|line|chat|user</c>.</summary>
    public string UserCode => $"{Connector}|{Line}|{Chat}|{User}";

    /// <summary>Connector and line only: chat and user name a person.</summary>
    public override string ToString() => $"{Prefix}{Connector}|{Line}|…";

    /// <summary>Reads a messenger value. False for a nickname, an address, a number, and a code with a part missing.</summary>
    public static bool TryParse(string? value, [NotNullWhen(true)] out ImolCode? code)
    {
        code = null;
        var text = value?.Trim();
        if (text is null || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return false;

        // The last part belongs to the connector and may hold the separator itself.
        var parts = text[Prefix.Length..].Split('|', 4);
        if (parts.Length < 4 || Array.Exists(parts, string.IsNullOrWhiteSpace)) return false;
        code = new ImolCode(parts[0], parts[1], parts[2], parts[3]);
        return true;
    }
}
