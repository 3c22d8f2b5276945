using System.Globalization;
using DedupPortal.Audit;
using DedupPortal.Portals;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>
/// The history as a file for spreadsheets: sentences in the reader's language beside codes, payload and hash for machines. Written as
/// it is read, so that its length costs no memory; a field that a spreadsheet would run as a formula is escaped.
/// </summary>
public sealed class AuditCsv(AuditExport export, PortalQueries portals, AuditSentences sentences, IStringLocalizer<AuditText> texts)
{
    private static readonly string[] s_columns =
        ["Position", "Time", "Who", "What", "Why", "Portal", "Action", "Subject", "Before", "After", "Payload", "Hash"];

    public async Task WriteAsync(AuditFilter filter, Stream output, CancellationToken cancellationToken)
    {
        var names = (await portals.ListAsync(cancellationToken)).ToDictionary(portal => portal.Id.Value, portal => portal.Name);
        var entries = await export.BeginAsync(filter, cancellationToken);
        await using var csv = Spreadsheet.Create(output);
        await csv.WriteRecordAsync([.. s_columns.Select(column => texts[$"Column_{column}"].Value)], cancellationToken);
        await foreach (var entry in entries.WithCancellation(cancellationToken))
            await csv.WriteRecordAsync(Row(entry, names), cancellationToken);
    }

    private string[] Row(AuditEntry entry, Dictionary<Guid, string> names)
    {
        var story = AuditStory.Of(entry);
        return
        [
            entry.Position.ToString(CultureInfo.InvariantCulture),
            entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            story.ByProduct ? texts["Product"] : entry.ActorName,
            sentences.Sentence(entry.Action, story.Payload),
            story.Reason ?? "",
            entry.PortalId is { } portal ? names.GetValueOrDefault(portal, portal.ToString()) : "",
            entry.Action.ToString(),
            entry.Subject,
            story.Payload["before"]?.ToJsonString(AuditStory.Readable) ?? "",
            story.Payload["after"]?.ToJsonString(AuditStory.Readable) ?? "",
            entry.Payload,
            story.Hash,
        ];
    }
}
