using System.Globalization;
using DedupPortal.Merging;
using DedupPortal.Web.Components.Pages.Merging;
using DedupPortal.Web.Components.Shared;
using Microsoft.Extensions.Localization;

namespace DedupPortal.Web.Components.Pages.Bulk;

/// <summary>A bulk merge's report as a file for spreadsheets: one line per group. A field that a spreadsheet would run as a formula is escaped.</summary>
public sealed class BulkCsv(IStringLocalizer<BulkText> texts, IStringLocalizer<MergeText> merging, IStringLocalizer<FailureText> failures, IStringLocalizer<FieldText> fields)
{
    private static readonly string[] s_columns = ["Ordinal", "Group", "Cards", "How", "Stays", "Deleted", "Losses", "Undo", "State", "Reason", "Finished", "Merge"];

    public async Task WriteAsync(BulkView view, Uri site, Stream output, CancellationToken cancellationToken)
    {
        await using var csv = Spreadsheet.Create(output);
        await csv.WriteRecordAsync([.. s_columns.Select(column => texts[$"Column_{column}"].Value)], cancellationToken);
        foreach (var group in view.Groups) await csv.WriteRecordAsync(Row(group, site), cancellationToken);
    }

    private string[] Row(BulkGroupRow group, Uri site) =>
    [
        group.Ordinal.ToString(CultureInfo.InvariantCulture),
        group.Title,
        string.Join(' ', group.Records),
        group.Mode is { } mode ? merging[$"Mode_{mode}_Short"] : "",
        group.Survivor ?? "",
        group.Deleted.ToString(CultureInfo.InvariantCulture),
        group.Losses.ToString(CultureInfo.InvariantCulture),
        group.Reversibility?.ToString(CultureInfo.InvariantCulture) ?? "",
        group.IsUndone ? texts["Group_Undone"] : texts[$"Group_{group.State}"],
        BulkText.Reason(failures, fields, group.ReasonCode, group.ReasonParameters),
        group.FinishedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
        group.Merge is { } merge ? new Uri(site, PortalUrls.Merge(merge.Value)).AbsoluteUri : "",
    ];
}
