using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Audit;

/// <summary>Outcome of reading an agency's chain from its beginning.</summary>
/// <param name="Entries">How many entries were read and found whole.</param>
/// <param name="FirstBroken">Position of the first entry that is missing, changed or out of order; null when all are whole.</param>
/// <param name="Reason">What is wrong with it; null when all are whole.</param>
public sealed record AuditVerdict(long Entries, long? FirstBroken, AuditFault? Reason);

/// <summary>What can be wrong with an entry.</summary>
public enum AuditFault
{
    Missing,
    HashDiffers,
    PreviousHashDiffers,
    TailCut,
}

/// <summary>Verifies the current agency's chain. Streams: memory does not grow with its length.</summary>
public sealed class AuditChain(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var head = await db.Set<AuditHead>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var end = head?.Position ?? 0;
        var previous = AuditHash.Genesis;
        long position = 0;
        await foreach (var entry in db.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Position <= end)
            .OrderBy(entry => entry.Position).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (entry.Position != position + 1) return new AuditVerdict(position, position + 1, AuditFault.Missing);
            if (!entry.PreviousHash.AsSpan().SequenceEqual(previous)) return new AuditVerdict(position, entry.Position, AuditFault.PreviousHashDiffers);
            if (!AuditHash.Of(entry).AsSpan().SequenceEqual(entry.Hash)) return new AuditVerdict(position, entry.Position, AuditFault.HashDiffers);
            previous = entry.Hash;
            position = entry.Position;
        }

        if (position < end || (head is not null && !head.Hash.AsSpan().SequenceEqual(previous)))
            return new AuditVerdict(position, position + 1, AuditFault.TailCut);
        return new AuditVerdict(position, null, null);
    }
}
