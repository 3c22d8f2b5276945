using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Which losses to show; null or empty means "any". <paramref name="From"/> is included, <paramref name="To"/> is not.</summary>
/// <param name="Portal">Of one portal.</param>
/// <param name="Text">Part of the value: as the portal stores it, a phone by its digits, a person, stage, source or choice by its name.</param>
/// <param name="Field">The portal's name of the field; PHONE, EMAIL, WEB or IM for entries.</param>
/// <param name="Record">The record that held the value, under any number it has had.</param>
/// <param name="From">When the merge was approved.</param>
/// <param name="To">When the merge was approved.</param>
public sealed record LossFilter(PortalId? Portal = null, string? Text = null, string? Field = null, EntityRef? Record = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A value that did not survive.</summary>
/// <param name="Merge">The merge that lost it.</param>
/// <param name="Portal">Its portal.</param>
/// <param name="PortalName">The portal's name.</param>
/// <param name="Record">The record that held it; null when the reference cannot be read.</param>
/// <param name="Survivor">The record that stayed.</param>
/// <param name="Field">The portal's name of the field.</param>
/// <param name="Title">The field in the portal's language.</param>
/// <param name="Value">The value for showing: names instead of ids where the portal's words are known.</param>
/// <param name="Reason">Why it did not survive.</param>
/// <param name="At">When the merge was approved.</param>
/// <param name="By">Who approved it.</param>
/// <param name="IsRestored">An undo has brought it back.</param>
public sealed record LossRow(
    MergeId Merge, PortalId Portal, string PortalName, EntityRef? Record, EntityRef? Survivor, string Field, string Title, string Value, LossReason Reason, DateTimeOffset At, string By, bool IsRestored);

/// <summary>A page of losses, newest merge first, and how many there are.</summary>
public sealed record LossPage(IReadOnlyList<LossRow> Rows, int Total);

/// <summary>Searches the values that merges lost, so that a person who misses one finds the merge that has it.</summary>
public sealed class LossLedger(IDbContextFactory<PortalDbContext> contexts)
{
    private static readonly string[] s_people = ["assignedById", "createdBy", "updatedBy", "movedBy", "lastActivityBy"];

    /// <summary>One page. What a failed merge would have lost is left out: it was taken back.</summary>
    public async Task<LossPage> PageAsync(LossFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = from entry in await WhereAsync(db, filter, cancellationToken)
                    join run in db.Set<MergeRun>().AsNoTracking() on entry.RunId equals run.Id
                    where run.State != MergeState.Failed && (filter.From == null || run.ApprovedAt >= filter.From) && (filter.To == null || run.ApprovedAt < filter.To)
                    select new { entry, run };
        var total = await query.CountAsync(cancellationToken);
        var rows = await query.OrderByDescending(row => row.run.ApprovedAt).ThenBy(row => row.entry.RunId).ThenBy(row => row.entry.Ordinal).Skip(skip).Take(take)
            .Select(row => new { row.entry, row.run.Survivor, row.run.ApprovedAt, row.run.ApprovedByName }).ToListAsync(cancellationToken);
        // Looked up for what is shown only: within the query they would be looked up for every row that is skipped.
        var merges = rows.Select(row => (MergeId?)row.entry.RunId).Distinct().ToList();
        var undone = (await db.Set<MergeRun>().AsNoTracking().Where(undo => merges.Contains(undo.UndoOf) && undo.State == MergeState.Completed)
            .Select(undo => new { undo.UndoOf, undo.UndoneRecord }).ToListAsync(cancellationToken)).ToLookup(undo => undo.UndoOf!.Value, undo => undo.UndoneRecord);
        var names = await db.Set<Portals.Portal>().AsNoTracking().ToDictionaryAsync(portal => portal.Id, portal => portal.Name, cancellationToken);
        var terms = new Dictionary<PortalId, PortalTerms>();
        foreach (var portal in rows.Select(row => row.entry.PortalId).Distinct()) terms[portal] = await PortalTerms.LoadAsync(db, portal, cancellationToken);
        return new LossPage(
            [.. rows.Select(row => new LossRow(
                row.entry.RunId, row.entry.PortalId, names[row.entry.PortalId], Read(row.entry.Record), Read(row.Survivor), row.entry.Field, row.entry.Title,
                Shown(terms[row.entry.PortalId], row.entry), row.entry.Reason, row.ApprovedAt, row.ApprovedByName, undone[row.entry.RunId].Any(record => record is null || record == row.entry.Record)))],
            total);
    }

    /// <summary>Fields that have lost something, by name and title, for the filter.</summary>
    public async Task<IReadOnlyList<(string Field, string Title)>> FieldsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<LossLedgerEntry>().AsNoTracking().Select(entry => new { entry.Field, entry.Title }).Distinct().ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.Field, StringComparer.Ordinal).Select(same => (same.Key, same.First().Title))];
    }

    private static async Task<IQueryable<LossLedgerEntry>> WhereAsync(PortalDbContext db, LossFilter filter, CancellationToken cancellationToken)
    {
        var query = db.Set<LossLedgerEntry>().AsNoTracking();
        if (filter.Portal is { } portal) query = query.Where(entry => entry.PortalId == portal);
        if (!string.IsNullOrEmpty(filter.Field)) query = query.Where(entry => entry.Field == filter.Field);
        if (filter.Record is { } record) query = query.Where(await HeldByAsync(db, record, filter.Portal, cancellationToken));
        if (!string.IsNullOrWhiteSpace(filter.Text)) query = await ContainingAsync(db, query, filter.Text, cancellationToken);
        return query;
    }

    /// <summary>A record is looked for under every number that merges and undos have given it.</summary>
    private static async Task<System.Linq.Expressions.Expression<Func<LossLedgerEntry, bool>>> HeldByAsync(PortalDbContext db, EntityRef record, PortalId? portal, CancellationToken cancellationToken)
    {
        var text = record.ToString();
        if (portal is not { } one) return entry => entry.Record == text;
        var names = (await Crosswalk.FormerAsync(db, one, text, cancellationToken)).ToList();
        return entry => names.Contains(entry.Record);
    }

    private static async Task<IQueryable<LossLedgerEntry>> ContainingAsync(PortalDbContext db, IQueryable<LossLedgerEntry> query, string text, CancellationToken cancellationToken)
    {
        var pattern = LikePattern.Containing(text);
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        // 8 999… and +7 999… are one number: what both share is looked for.
        var phone = digits.Length >= 5 ? LikePattern.Containing(digits.Length == 11 && digits[0] is '7' or '8' ? digits[1..] : digits) : null;
        var named = await db.Set<PortalTerm>().AsNoTracking().Where(term => EF.Functions.ILike(term.Name, pattern, LikePattern.Escape))
            .Select(term => new { term.Kind, term.Code }).ToListAsync(cancellationToken);
        List<string> Codes(Func<string, bool> isOfKind) => [.. named.Where(term => isOfKind(term.Kind)).Select(term => term.Code).Distinct(StringComparer.Ordinal)];
        var people = Codes(kind => kind == PortalTerm.User);
        var statuses = Codes(kind => kind.StartsWith(PortalTerm.StatusList(""), StringComparison.Ordinal));
        var choices = Codes(kind => kind.StartsWith("choice:", StringComparison.Ordinal));
        return query.Where(entry =>
            EF.Functions.ILike(entry.Value, pattern, LikePattern.Escape)
            || (phone != null && entry.Field == Multifield.Phone && EF.Functions.Like(entry.Value.Replace(" ", "").Replace("-", "").Replace("(", "").Replace(")", ""), phone, LikePattern.Escape))
            || (s_people.Contains(entry.Field) && people.Contains(entry.Value))
            || (EF.Functions.Like(entry.Field, "%Id") && !s_people.Contains(entry.Field) && statuses.Contains(entry.Value))
            || (EF.Functions.Like(entry.Field, "UF%") && choices.Contains(entry.Value)));
    }

    private static string Shown(PortalTerms terms, LossLedgerEntry entry)
    {
        if (s_people.Contains(entry.Field)) return terms.Name(PortalTerm.User, entry.Value)!;
        if (!EntityRef.TryParse(entry.Record, out var record)) return entry.Value;
        string? list = entry.Field switch
        {
            "sourceId" => "SOURCE",
            "stageId" or "previousStageId" when record.Type is EntityType.Lead => "STATUS",
            "stageId" or "previousStageId" => entry.Value.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon ? $"DEAL_STAGE_{entry.Value[1..colon]}" : "DEAL_STAGE",
            _ => null,
        };
        if (list is not null) return terms.Name(PortalTerm.StatusList(list), entry.Value)!;
        return entry.Field.StartsWith("UF", StringComparison.Ordinal) ? terms.Name(PortalTerm.Choice(record.TypeName, entry.Field), entry.Value)! : entry.Value;
    }

    private static EntityRef? Read(string text) => EntityRef.TryParse(text, out var record) ? record : null;
}
