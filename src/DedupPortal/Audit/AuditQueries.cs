using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Audit;

/// <summary>Which entries to show; every part null or empty means "any". <paramref name="From"/> is included, <paramref name="To"/> is not.</summary>
public sealed record AuditFilter(
    DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? Actor = null, IReadOnlyList<AuditAction>? Actions = null,
    Guid? Portal = null, string? Subject = null, string? Text = null)
{
    /// <summary>Numbers of one record, <c>contact:120</c>: entries that name any of them. Empty means "any".</summary>
    public IReadOnlyCollection<string> Records { get; init; } = [];
}

/// <summary>A page of entries, newest first, and how many there are in all.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, int Total);

/// <summary>Reads the agency's history.</summary>
public sealed class AuditQueries(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<AuditPage> PageAsync(AuditFilter filter, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var query = Where(db.Set<AuditEntry>().AsNoTracking(), filter);
        var total = await query.CountAsync(cancellationToken);
        var entries = await query.OrderByDescending(entry => entry.Position).Skip(skip).Take(take).ToListAsync(cancellationToken);
        return new AuditPage(entries, total);
    }

    /// <summary>All entries of the filter, oldest first, as a stream for exports.</summary>
    public async IAsyncEnumerable<AuditEntry> StreamAsync(AuditFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var entry in Where(db.Set<AuditEntry>().AsNoTracking(), filter).OrderBy(entry => entry.Position)
            .AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return entry;
    }

    /// <summary>Everybody who appears in the history, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> ActorsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<AuditEntry>().AsNoTracking().Where(entry => entry.ActorId != null)
            .Select(entry => new { entry.ActorId, entry.ActorName }).Distinct().ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.ActorId!.Value).Select(group => (group.Key, group.Last().ActorName)).OrderBy(row => row.ActorName, StringComparer.CurrentCulture)];
    }

    private static IQueryable<AuditEntry> Where(IQueryable<AuditEntry> query, AuditFilter filter)
    {
        if (filter.From is { } from) query = query.Where(entry => entry.At >= from);
        if (filter.To is { } to) query = query.Where(entry => entry.At < to);
        if (filter.Actor is { } actor) query = query.Where(entry => entry.ActorId == actor);
        if (filter.Actions is { Count: > 0 } actions) query = query.Where(entry => actions.Contains(entry.Action));
        if (filter.Portal is { } portal) query = query.Where(entry => entry.PortalId == portal);
        if (!string.IsNullOrWhiteSpace(filter.Subject)) query = query.Where(entry => entry.Subject == filter.Subject);
        if (filter.Records.Count > 0)
        {
            // A reference stands in quotation marks in the payload, alone or as one side of "old → new"; so 120 does not find 1201.
            var named = filter.Records.SelectMany(record => new[] { $"%\"{record}\"%", $"%\"{record} %", $"% {record}\"%" }).ToList();
            query = query.Where(entry => named.Any(pattern => EF.Functions.Like(entry.Payload, pattern)));
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var pattern = LikePattern.Containing(filter.Text);
            query = query.Where(entry => EF.Functions.ILike(entry.Payload, pattern, LikePattern.Escape) || EF.Functions.ILike(entry.Subject, pattern, LikePattern.Escape) || EF.Functions.ILike(entry.ActorName, pattern, LikePattern.Escape));
        }

        return query;
    }
}
