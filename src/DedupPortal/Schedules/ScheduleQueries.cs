using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Schedules;

/// <summary>
/// A portal's schedule as pages show it. <paramref name="Pattern"/> null: it never had one. <paramref name="NextRuns"/>: in the portal's
/// zone, with its offset; empty while disabled or the portal is not connected.
/// </summary>
public sealed record ScheduleView(
    PortalId PortalId, string PortalName, PortalState PortalState, string TimeZone, SchedulePattern? Pattern, bool Enabled,
    IReadOnlyList<DateTimeOffset> NextRuns, DateTimeOffset? LastFiredAt, DateTimeOffset? ChangedAt);

/// <summary>Reads the agency's schedules.</summary>
public sealed class ScheduleQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    public const int RunsShown = 5;

    /// <summary>One row per portal that is not disconnected, by name, with a schedule or without.</summary>
    public async Task<IReadOnlyList<ScheduleView>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var portals = await db.Set<Portal>().AsNoTracking().Where(portal => portal.State != PortalState.Disconnected).OrderBy(portal => portal.Name).ToListAsync(cancellationToken);
        var schedules = await db.Set<Schedule>().AsNoTracking().ToDictionaryAsync(schedule => schedule.PortalId, cancellationToken);
        return [.. portals.Select(portal => View(portal, schedules.GetValueOrDefault(portal.Id)))];
    }

    /// <summary>One portal's schedule; null when the portal is not there.</summary>
    public async Task<ScheduleView?> FindAsync(PortalId portal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<Portal>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == portal, cancellationToken);
        if (row is null) return null;
        return View(row, await db.Set<Schedule>().AsNoTracking().SingleOrDefaultAsync(schedule => schedule.PortalId == portal, cancellationToken));
    }

    /// <summary>The next five runs of a pattern that is being typed, or what is wrong with it.</summary>
    public Result<IReadOnlyList<DateTimeOffset>> Preview(SchedulePattern pattern, string timeZone) =>
        ScheduleTimes.Next(pattern, timeZone, clock.GetUtcNow(), RunsShown);

    private ScheduleView View(Portal portal, Schedule? schedule)
    {
        IReadOnlyList<DateTimeOffset> runs = schedule is { Enabled: true } && portal.State is PortalState.Connected && Preview(schedule.Pattern, schedule.TimeZone) is { Succeeded: true } next ? next.Value : [];
        return new ScheduleView(
            portal.Id, portal.Name, portal.State, schedule?.TimeZone ?? portal.TimeZone, schedule?.Pattern, schedule?.Enabled ?? false, runs, schedule?.LastFiredAt, schedule?.ChangedAt);
    }
}
