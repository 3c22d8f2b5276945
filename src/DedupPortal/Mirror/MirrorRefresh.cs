using System.Globalization;
using System.Text.Json;
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
    public async Task<Result<Done>> RefreshAsync(PortalId portal, IReadOnlyCollection<EntityRef> wanted, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(portal, wanted, CallLane.Person, cancellationToken);
        return read.Failure is { } failure ? failure : Done.Value;
    }

    /// <summary>As <see cref="RefreshAsync"/>, in the lane given; tells how many rows of the mirror changed.</summary>
    internal async Task<Result<int>> ReadAsync(PortalId portal, IReadOnlyCollection<EntityRef> wanted, CallLane lane, CancellationToken cancellationToken)
    {
        var changed = 0;
        if (wanted.Count == 0) return changed;
        var opened = await clients.OpenAsync(portal, cancellationToken, lane);
        if (opened.Failure is { } failure) return failure;
        foreach (var chunk in wanted.Distinct().Order().Chunk(BitrixClient.LargestBatch))
        {
            var calls = chunk.Select((card, index) => (Key(index), new BitrixCall("crm.item.get",
                new JsonObject { ["entityTypeId"] = (int)card.Type, ["id"] = card.Id, ["useOriginalUfNames"] = "Y" }))).ToList();
            var answer = await opened.Value.BatchAsync(calls, halt: false, cancellationToken);
            if (answer.Error is { } error) return PortalFailures.From(error);
            using var found = new CopyBuffer();
            var cards = new CardRows();
            var gone = new List<EntityRef>();
            for (var index = 0; index < chunk.Length; index++)
            {
                switch (answer.Value[Key(index)])
                {
                    case BatchEntry.Answered { Answer.Result: JsonObject result } when result["item"] is JsonObject fields:
                        cards.Write(found, chunk[index].Type, JsonSerializer.SerializeToUtf8Bytes(fields));
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
            changed += await MirrorWriting.WriteAsync(db, scope.Tenant, portal, found, clock.GetUtcNow(), cancellationToken);
            changed += await MirrorWriting.DeleteAsync(db, scope.Tenant, portal, gone, clock.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return changed;
    }

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index}");
}
