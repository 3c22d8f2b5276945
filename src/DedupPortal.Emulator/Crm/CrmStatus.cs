namespace DedupPortal.Emulator.Crm;

/// <summary>A value of a directory: lead stages, sources, types, deal stages.</summary>
internal sealed record CrmStatus(int Id, string EntityId, string StatusId, string Name, int Sort, string? Semantics, string Color)
{
    public int? CategoryId { get; init; }

    public bool System { get; init; }
}

internal sealed record DealCategory(int Id, string Name, int Sort, bool IsDefault)
{
    public string StageEntity => Id == 0 ? "DEAL_STAGE" : $"DEAL_STAGE_{Protocol.Php.Number(Id)}";
}

/// <summary>Stages and what they mean: P in work, S won, F lost.</summary>
internal static class Stages
{
    public static string Semantics(Storage.PortalState state, string entityId, string? statusId) =>
        state.Statuses.Find(s => s.EntityId == entityId && s.StatusId == statusId)?.Semantics ?? "P";

    public static int CategoryOf(string? stageId)
    {
        var colon = stageId?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 1 && stageId![0] == 'C' ? Protocol.Php.Int(stageId[1..colon]) ?? 0 : 0;
    }

    public static string FirstOf(Storage.PortalState state, int categoryId)
    {
        var entity = categoryId == 0 ? "DEAL_STAGE" : $"DEAL_STAGE_{Protocol.Php.Number(categoryId)}";
        return state.Statuses.Where(s => s.EntityId == entity).OrderBy(s => s.Sort).FirstOrDefault()?.StatusId ?? "NEW";
    }

    public static string EntityOf(string? stageId)
    {
        var category = CategoryOf(stageId);
        return category == 0 ? "DEAL_STAGE" : $"DEAL_STAGE_{Protocol.Php.Number(category)}";
    }
}
