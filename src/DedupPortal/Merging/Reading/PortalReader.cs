using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>Reads records with their fields and names from a portal of the current agency. Writes nothing.</summary>
public sealed class PortalReader(PortalClients clients, IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>
    /// One whole reading: three requests for a usual selection. Fails with <see cref="RecordGone"/>,
    /// <see cref="RecordRightMissing"/> or what the portal says.
    /// </summary>
    public Task<Result<PortalReading>> ReadAsync(PortalId portal, IReadOnlyList<EntityRef> records, CancellationToken cancellationToken) =>
        ReadAsync(portal, records, withNames: true, CallLane.Person, cancellationToken);

    /// <summary>As above; without names, which only pages need, in one request less.</summary>
    internal async Task<Result<PortalReading>> ReadAsync(PortalId portal, IReadOnlyList<EntityRef> records, bool withNames, CallLane lane, CancellationToken cancellationToken)
    {
        var client = await clients.OpenAsync(portal, cancellationToken, lane);
        if (client.Failure is { } closed) return closed;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isAdministrator = await db.Set<Portals.Portal>().AsNoTracking().Where(row => row.Id == portal).Select(row => row.IsAdministrator).SingleAsync(cancellationToken);
        var read = withNames ? await ReadAsync(client.Value, records, isAdministrator, cancellationToken)
            : await ReadNamelessAsync(client.Value, records, isAdministrator, allowGone: false, cancellationToken);
        return read.Failure is { } failure ? failure : read.Value with { Policy = await MergePolicies.EffectiveAsync(db, portal, cancellationToken) };
    }

    /// <summary>
    /// As <see cref="ReadAsync(PortalId, IReadOnlyList{EntityRef}, CancellationToken)"/> for several selections at once, which costs little
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
        var reading = await ReadNamelessAsync(client, records, isAdministrator, allowGone, cancellationToken);
        return reading.Failure is { } failure ? failure : reading.Value with { Names = await NameReader.ReadAsync(client, reading.Value.Snapshots, cancellationToken) };
    }

    /// <summary>What a plan is made from, in two requests for a usual selection.</summary>
    private static async Task<Result<PortalReading>> ReadNamelessAsync(
        BitrixClient client, IReadOnlyList<EntityRef> records, bool isAdministrator, bool allowGone, CancellationToken cancellationToken)
    {
        var batch = new BatchCollector(client);
        var catalogs = new CatalogReader(batch, records.Select(record => record.Type));
        var snapshots = await SnapshotReader.ReadAsync(batch, records, allowGone, card => catalogs.AddPipeline(card.Id("categoryId") ?? 0), cancellationToken);
        return snapshots.Failure is { } unreadable ? unreadable : new PortalReading(snapshots.Value, catalogs.Catalogs(), new Dictionary<string, string>(), isAdministrator);
    }
}
