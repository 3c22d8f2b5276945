using System.Globalization;
using DedupPortal.Audit;
using DedupPortal.Bitrix24;
using DedupPortal.Web.Viewer;

namespace DedupPortal.Web.Components.Pages.Audit;

/// <summary>
/// What the history page shows, as it stands in the address: the same parameters narrow the page and the export. Days are whole
/// days of the reader's zone, both included.
/// </summary>
public sealed record AuditAddress
{
    public const string ExportPath = PortalUrls.Audit + "/export";
    public const int PageSize = 50;

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public Guid? Actor { get; init; }

    /// <summary>Names of actions, separated by commas. Unknown names are ignored.</summary>
    public string? Action { get; init; }

    public Guid? Portal { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    /// <summary>A record, <c>contact:120</c>: entries that name it under any of its numbers.</summary>
    public string? Record { get; init; }

    /// <summary>Whether the page also lists each single write to a portal, of which a merge has a dozen. The export always has them.</summary>
    public bool Steps { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public IReadOnlyList<AuditAction> Actions =>
    [
        .. (Action ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => Enum.TryParse<AuditAction>(name, out var action) && Enum.IsDefined(action) ? action : (AuditAction?)null)
            .OfType<AuditAction>(),
    ];

    public bool IsNarrowed => this with { Page = 1, Steps = false } != new AuditAddress();

    public int Skip => (Math.Max(Page, 1) - 1) * PageSize;

    public AuditAddress With(IEnumerable<AuditAction>? actions) =>
        this with { Action = actions?.Any() == true ? string.Join(',', actions.Order()) : null, Page = 1 };

    /// <summary>The record that is asked for, by its parameter or typed as a word; null when there is none.</summary>
    public EntityRef? RecordRef => EntityRef.TryParse(Blank(Record) ?? Blank(Text)?.ToLowerInvariant(), out var record) ? record : null;

    public AuditFilter ToFilter(TimeZoneInfo zone) => new(
        From is { } from ? new ViewerZone(zone).StartOf(from) : null, To is { } to ? new ViewerZone(zone).EndOf(to) : null,
        Actor, Actions, Portal, Blank(Subject), Record is null && RecordRef is not null ? null : Blank(Text)) { Records = RecordRef is { } record ? [record.ToString()] : [] };

    /// <summary>The page's own filter: without the single writes, unless somebody asks for them, for certain actions or for one subject.</summary>
    public AuditFilter ToPageFilter(TimeZoneInfo zone) =>
        ToFilter(zone) is { Actions.Count: 0, Subject: null } whole && !Steps ? whole with { Actions = s_main } : ToFilter(zone);

    private static readonly IReadOnlyList<AuditAction> s_main =
    [
        .. Enum.GetValues<AuditAction>().Except(
            [AuditAction.MergeWriteSent, AuditAction.MergeWriteOutcome, AuditAction.UndoWriteSent, AuditAction.UndoWriteOutcome]),
    ];

    /// <summary>The page at this state.</summary>
    public string Address => Of(PortalUrls.Audit, Page > 1 ? Page : null);

    /// <summary>The export of all pages.</summary>
    public string ExportAddress => Of(ExportPath, null);

    private string Of(string path, int? page) => PortalUrls.With(
        path, ("from", Day(From)), ("to", Day(To)), ("actor", Actor), ("action", Blank(Action)), ("portal", Portal),
        ("subject", Blank(Subject)), ("text", Blank(Text)), ("record", Blank(Record)), ("steps", Steps && path == PortalUrls.Audit ? "true" : null), ("page", page));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
