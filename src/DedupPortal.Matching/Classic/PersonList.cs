namespace DedupPortal.Matching.Classic;

/// <summary>One column of a person list as it was read; null and blank values are missing.</summary>
/// <param name="Name">The column's name in messages.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Values">One text a row.</param>
public sealed record PersonColumn(string Name, ColumnKind Kind, IReadOnlyList<string?> Values);

/// <summary>A list of persons, or two lists one after the other.</summary>
public sealed record PersonList
{
    /// <summary>The columns, all of one length.</summary>
    public required IReadOnlyList<PersonColumn> Columns { get; init; }

    /// <summary>
    /// Where the second list begins, when two lists are linked and no person stands twice in one of them; else null: then
    /// any row may repeat any other.
    /// </summary>
    public int? SecondListAt { get; init; }

    /// <summary>Number of rows; 0 without columns.</summary>
    public int Count => Columns.Count == 0 ? 0 : Columns[0].Values.Count;
}
