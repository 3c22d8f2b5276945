using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Counts what goes from each record to the survivor.</summary>
internal static class MovePlanner
{
    public static IReadOnlyList<Move> Plan(PlanRequest request, IReadOnlyList<MergeColumn> columns, IReadOnlyList<MultifieldOutcome> multifields)
    {
        var survivor = request.Priority;
        var moves = new List<Move>();
        foreach (var column in columns.Skip(1))
        {
            var snapshot = request.Snapshot(column.Ref);
            var own = multifields.Count(outcome => outcome is { Kept: true, IsNewOnSurvivor: true } && outcome.Records[0] == column.Ref);
            moves.AddRange(
            [
                new(MoveKind.Multifields, column.Ref, own),
                new(MoveKind.Activities, column.Ref, snapshot.Activities.Count(entry => !entry.Bindings.Contains(survivor))),
                new(MoveKind.Comments, column.Ref, snapshot.Comments.Count(entry => !entry.Bindings.Contains(survivor))),
                new(MoveKind.Chats, column.Ref, snapshot.Chats.Count),
            ]);
            if (column.Role is not (ColumnRole.Loser or ColumnRole.Retired)) continue;
            moves.AddRange(
            [
                new(MoveKind.Deals, column.Ref, snapshot.Children.Count(child => child.Ref.Type is EntityType.Deal)),
                new(MoveKind.Leads, column.Ref, snapshot.Children.Count(child => child.Ref.Type is EntityType.Lead)),
                new(MoveKind.Companies, column.Ref, Linked(snapshot, EntityType.Company)),
                new(MoveKind.Contacts, column.Ref, Linked(snapshot, EntityType.Contact)),
                new(MoveKind.ProductRows, column.Ref, snapshot.ProductRows.Count),
                new(MoveKind.Requisites, column.Ref, column.Role is ColumnRole.Loser ? snapshot.Requisites.Count : 0),
            ]);
        }

        return [.. moves.Where(move => move.Count > 0)];
    }

    private static int Linked(EntitySnapshot snapshot, EntityType type) =>
        snapshot.Links.Count(row => row.To.Type == type) + snapshot.Children.Count(child => child.Ref.Type == type);
}
