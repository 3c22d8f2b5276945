using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Merging;

/// <summary>What a portal offers to whoever writes rules for it: its fields by name, and cards on which a rule can be tried. Writes nothing.</summary>
public sealed class PolicyExamples(PortalClients clients, PortalReader reader, IDbContextFactory<PortalDbContext> contexts)
{
    private static readonly EntityType[] s_types = [EntityType.Lead, EntityType.Deal, EntityType.Contact, EntityType.Company];

    /// <summary>Fields of leads, deals, contacts and companies. Two requests. Fails with what the portal says.</summary>
    public async Task<Result<IReadOnlyList<RuleField>>> FieldsAsync(PortalId portal, CancellationToken cancellationToken)
    {
        var client = await clients.OpenAsync(portal, cancellationToken);
        if (client.Failure is { } closed) return closed;
        var batch = new BatchCollector(client.Value);
        var catalogs = new CatalogReader(batch, s_types);
        if (await batch.RunAsync(cancellationToken) is { } error) return PortalFailures.From(error);
        return RuleField.Of(catalogs.Catalogs());
    }

    /// <summary>Reads records of one type, on which policies can then be tried without the portal. Fails as <see cref="PortalReader"/>.</summary>
    public async Task<Result<PolicyExample>> ReadAsync(PortalId portal, IReadOnlyList<EntityRef> records, CancellationToken cancellationToken)
    {
        var reading = await reader.ReadAsync(portal, records, cancellationToken);
        if (reading.Failure is { } failure) return failure;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var address = await db.Set<Portals.Portal>().AsNoTracking().Where(row => row.Id == portal).Select(row => row.Address).SingleAsync(cancellationToken);
        return new PolicyExample(reading.Value, address);
    }
}

/// <summary>Records of one type, read once.</summary>
public sealed class PolicyExample
{
    private static readonly Dictionary<string, FieldChoice> s_noChoices = [];
    private readonly PortalReading _reading;
    private readonly string _address;

    internal PolicyExample(PortalReading reading, string address) => (_reading, _address) = (reading, address);

    /// <summary>What the policy would propose for a merge of them. Pure.</summary>
    public PolicyPreview Of(MergePolicy policy)
    {
        var reading = _reading with { Policy = policy };
        var priority = MergeAdmission.ProposePriority(MergeMode.SoftMerge, reading);
        var plan = MergePlanner.Plan(reading.Request(MergeMode.SoftMerge, priority, s_noChoices));
        return new PolicyPreview([.. DraftViews.Columns(reading, priority, _address)], [.. plan.Fields.Select(outcome => DraftViews.Row(reading, s_noChoices, plan, outcome))]);
    }
}

/// <summary>A policy tried on records: the one that would stay comes first in <paramref name="Columns"/>; each row tells by its <see cref="FieldRow.By"/> which rule decided.</summary>
public sealed record PolicyPreview(IReadOnlyList<RecordColumn> Columns, IReadOnlyList<FieldRow> Rows);
