using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using static DedupPortal.Emulator.Cards.CardPages;

namespace DedupPortal.Emulator.Cards;

/// <summary>How a messenger entry is shown: an open line by the name of its messenger and line, anything else as it was typed.</summary>
internal static class Messenger
{
    public static string Chip(PageFrame frame, Multifield entry) => Parts(entry.Value) is [var connector, ..]
        ? $"<span class=\"chip line\">{Text(Title(frame, connector))}</span>"
        : $"<span class=\"chip\">{Text(entry.Value)}</span>";

    public static string Whole(PageFrame frame, Multifield entry) => Parts(entry.Value) is [var connector, var line, ..]
        ? $"<span class=\"chip line\">{Text(Title(frame, connector))}</span> {Text(frame.Texts.OpenLine)}: {Text(LineName(frame, line))}<br><code>{Text(entry.Value)}</code>"
        : Text(entry.Value);

    private static string[] Parts(string value) => value.StartsWith("imol|", StringComparison.Ordinal) ? value["imol|".Length..].Split('|') : [];

    private static string Title(PageFrame frame, string connector) => frame.State.Lines.Find(l => l.Connector == connector)?.ConnectorTitle ?? connector;

    private static string LineName(PageFrame frame, string line) => frame.State.Lines.Find(l => Php.Number(l.Id) == line)?.Name ?? line;
}
