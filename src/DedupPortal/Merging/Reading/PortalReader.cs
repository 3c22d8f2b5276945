using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Reads records with their fields and names from a portal of the current agency. Writes nothing.</summary>
public sealed class PortalReader(PortalClients clients, IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>
    /// One whole reading: five to eight requests for a usual selection. Fails with <see cref="RecordGone"/>,
    /// <see cref="RecordRightMissing"/> or what the portal says.
    /// </summary>
    public async Task<Result<PortalReading>> ReadAsync(PortalId portal, IReadOnlyList<EntityRef> records, CancellationToken cancellationToken, CallLane lane = CallLane.Person)
    {
        var client = await clients.OpenAsync(portal, cancellationToken, lane);
        if (client.Failure is { } closed) return closed;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isAdministrator = await db.Set<Portals.Portal>().AsNoTracking().Where(row => row.Id == portal).Select(row => row.IsAdministrator).SingleAsync(cancellationToken);
        var read = await ReadAsync(client.Value, records, isAdministrator, cancellationToken);
        return read.Failure is { } failure ? failure : read.Value with { Policy = await MergePolicies.EffectiveAsync(db, portal, cancellationToken) };
    }

    /// <summary>
    /// As <see cref="ReadAsync(PortalId, IReadOnlyList{EntityRef}, CancellationToken, CallLane)"/> for several selections at once, which costs little
    /// more than one; each is read or has its own failure. Fails as a whole only with what concerns the portal.
    /// </summary>
    internal async Task<Result<IReadOnlyList<Result<PortalReading>>>> ReadManyAsync(
        PortalId portal, IReadOnlyList<IReadOnlyList<EntityRef>> selections, CallLane lane, CancellationToken cancellationToken)
    {
        var client = await clients.OpenAsync(portal, cancellationToken, lane);
        if (client.Failure is { } closed) return closed;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isAdministrator = await db.Set<Portals.Portal>().AsNoTracking().Where(row => row.Id == portal).Select(row => row.IsAdministrator).SingleAsync(cancellationToken);
        var policy = await MergePolicies.EffectiveAsync(db, portal, cancellationToken);
        List<EntityRef> records = [.. selections.SelectMany(selection => selection).Distinct()];
        var read = await ReadAsync(client.Value, records, isAdministrator, cancellationToken, allowGone: true);
        if (read.Failure is RecordRightMissing && selections.Count > 1)
        {
            // One card that the credential may not see: the others are read without it.
            var single = new List<Result<PortalReading>>();
            foreach (var selection in selections)
            {
                var own = await ReadManyAsync(portal, [selection], lane, cancellationToken);
                if (own.Failure is { } failed) return failed;
                single.Add(own.Value[0]);
            }

            return single;
        }

        if (read.Failure is RecordRightMissing hidden) return new List<Result<PortalReading>> { hidden };
        if (read.Failure is { } failure) return failure;
        var found = read.Value.Snapshots.ToDictionary(snapshot => snapshot.Ref);
        return selections.Select(selection => selection.Where(record => !found.ContainsKey(record)).Select(record => (EntityRef?)record).FirstOrDefault() is { } gone
            ? (Result<PortalReading>)new RecordGone(gone.ToString())
            : read.Value with { Snapshots = [.. selection.Select(record => found[record])], Policy = policy }).ToList();
    }

    internal static async Task<Result<PortalReading>> ReadAsync(
        BitrixClient client, IReadOnlyList<EntityRef> records, bool isAdministrator, CancellationToken cancellationToken, bool allowGone = false)
    {
        var snapshots = await SnapshotReader.ReadAsync(client, records, allowGone, cancellationToken);
        if (snapshots.Failure is { } unreadable) return unreadable;
        var catalogs = await CatalogReader.ReadAsync(
            client, records.Select(record => record.Type), snapshots.Value.Where(snapshot => snapshot.Ref.Type is EntityType.Deal).Select(snapshot => snapshot.Item.Id("categoryId") ?? 0), cancellationToken);
        if (catalogs.Failure is { } unknown) return unknown;
        var names = await NameReader.ReadAsync(client, snapshots.Value, cancellationToken);
        return new PortalReading(snapshots.Value, catalogs.Value, names, isAdministrator);
    }
}
