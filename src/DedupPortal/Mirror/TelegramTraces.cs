using System.Text.RegularExpressions;
using DedupPortal.Bitrix24;

namespace DedupPortal.Mirror;

/// <summary>What a card shows of its Telegram account, for people to read; the engine reads the raw values itself.</summary>
internal static partial class TelegramTraces
{
    public static IReadOnlyList<string> Of(MirrorRecord record)
    {
        var found = new List<string>();
        foreach (var web in record.Webs.Concat(record.Messengers).Append(record.SourceDescription ?? ""))
            if (Profile().Match(web) is { Success: true } match)
                Add(found, "@" + match.Groups["nick"].Value);
        foreach (var messenger in record.Messengers)
        {
            if (ImolCode.TryParse(messenger, out var code))
            {
                if (code.Connector.Contains("telegram", StringComparison.OrdinalIgnoreCase)) Add(found, "id " + code.Chat);
            }
            else if (messenger.StartsWith('@'))
            {
                Add(found, messenger);
            }
        }

        return found;
    }

    private static void Add(List<string> found, string trace)
    {
        if (!found.Contains(trace, StringComparer.OrdinalIgnoreCase)) found.Add(trace);
    }

    [GeneratedRegex(@"(?:t\.me|telegram\.me)/(?<nick>[A-Za-z][A-Za-z0-9_]{3,31})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Profile();
}
