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
    public async Task<Result<PortalReading>> ReadAsync(PortalId portal, IReadOnlyList<EntityRef> records, CancellationToken cancellationToken)
    {
        var client = await clients.OpenAsync(portal, cancellationToken);
        if (client.Failure is { } closed) return closed;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isAdministrator = await db.Set<Portals.Portal>().AsNoTracking().Where(row => row.Id == portal).Select(row => row.IsAdministrator).SingleAsync(cancellationToken);
        var read = await ReadAsync(client.Value, records, isAdministrator, cancellationToken);
        return read.Failure is { } failure ? failure : read.Value with { Policy = await MergePolicies.EffectiveAsync(db, portal, cancellationToken) };
    }

    internal static async Task<Result<PortalReading>> ReadAsync(
        BitrixClient client, IReadOnlyList<EntityRef> records, bool isAdministrator, CancellationToken cancellationToken)
    {
        var snapshots = await SnapshotReader.ReadAsync(client, records, allowGone: false, cancellationToken);
        if (snapshots.Failure is { } unreadable) return unreadable;
        var catalogs = await CatalogReader.ReadAsync(
            client, records.Select(record => record.Type), snapshots.Value.Where(snapshot => snapshot.Ref.Type is EntityType.Deal).Select(snapshot => snapshot.Item.Id("categoryId") ?? 0), cancellationToken);
        if (catalogs.Failure is { } unknown) return unknown;
        var names = await NameReader.ReadAsync(client, snapshots.Value, cancellationToken);
        return new PortalReading(snapshots.Value, catalogs.Value, names, isAdministrator);
    }
}
