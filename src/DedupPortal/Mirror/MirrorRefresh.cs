using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>Brings single cards of the mirror up to date, after a merge or an undo, or when a page wants to be sure.</summary>
public sealed class MirrorRefresh(IDbContextFactory<PortalDbContext> contexts, PortalClients clients, TenantScope scope, TimeProvider clock)
{
    /// <summary>
    /// Reads the cards from the portal and writes them into the mirror; a card that the portal no longer has is removed with its
    /// activities. One batch per 50 cards. Fails when the portal cannot be asked; then nothing of that batch was changed.
    /// </summary>
    public async Task<Result<Done>> RefreshAsync(PortalId portal, IReadOnlyCollection<EntityRef> cards, CancellationToken cancellationToken)
    {
        if (cards.Count == 0) return Done.Value;
        var opened = await clients.OpenAsync(portal, cancellationToken);
        if (opened.Failure is { } failure) return failure;
        foreach (var chunk in cards.Distinct().Order().Chunk(BitrixClient.LargestBatch))
        {
            var calls = chunk.Select((card, index) => (Key(index), new BitrixCall("crm.item.get",
                new JsonObject { ["entityTypeId"] = (int)card.Type, ["id"] = card.Id, ["useOriginalUfNames"] = "Y" }))).ToList();
            var answer = await opened.Value.BatchAsync(calls, halt: false, cancellationToken);
            if (answer.Error is { } error) return PortalFailures.From(error);
            var found = new List<MirrorRecord>();
            var gone = new List<EntityRef>();
            for (var index = 0; index < chunk.Length; index++)
            {
                switch (answer.Value[Key(index)])
                {
                    case BatchEntry.Answered { Answer.Result: JsonObject result } when result["item"] is JsonObject fields:
                        found.Add(MirrorReading.Record(scope.Tenant, portal, new CrmRecord(chunk[index], fields), clock.GetUtcNow()));
                        break;
                    case BatchEntry.Failed { Error: BitrixError.NotFound }:
                        gone.Add(chunk[index]);
                        break;
                    case BatchEntry.Failed failed:
                        return PortalFailures.From(failed.Error);
                    default:
                        throw new InvalidOperationException("The portal answered a single card with something else.");
                }
            }

            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await MirrorWriting.UpsertAsync(db, found, cancellationToken);
            await MirrorWriting.DeleteAsync(db, portal, gone, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return Done.Value;
    }

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index}");
}
