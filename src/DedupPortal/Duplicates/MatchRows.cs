using DedupPortal.Bitrix24;
using DedupPortal.Mirror;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Duplicates;

/// <summary>What matching reads of a card.</summary>
internal sealed record CardRow(
    EntityType Type, long EntityId, string? Title, string? FirstName, string? SecondName, string? LastName, string? CompanyTitle,
    string[] Phones, string[] Emails, string[] Messengers, string[] Webs, string? SourceId, string? SourceDescription, string? Comments,
    bool Closed, int? CategoryId, long? ContactId, DateTimeOffset CreatedAt)
{
    public EntityRef Card => new(Type, EntityId);

    public static IQueryable<CardRow> Of(IQueryable<MirrorRecord> records) => records.AsNoTracking().Select(row => new CardRow(
        row.Type, row.EntityId, row.Title, row.FirstName, row.SecondName, row.LastName, row.CompanyTitle, row.Phones, row.Emails, row.Messengers, row.Webs,
        row.SourceId, row.SourceDescription, row.Comments, row.Closed, row.CategoryId, row.ContactId, row.CreatedAt));

    /// <summary>Whether matching would see no difference.</summary>
    public bool IsLike(CardRow other) =>
        Lists.Zip(other.Lists).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))
        && this == other with { Phones = Phones, Emails = Emails, Messengers = Messengers, Webs = Webs };

    private string[][] Lists => [Phones, Emails, Messengers, Webs];
}

/// <summary>What matching reads of an activity.</summary>
internal sealed record ActivityRow(MirrorActivityKind Kind, EntityType Type, long EntityId, DateTimeOffset At, string? Address)
{
    public EntityRef Card => new(Type, EntityId);

    public static IQueryable<ActivityRow> Of(IQueryable<MirrorActivity> activities) =>
        activities.AsNoTracking().Select(row => new ActivityRow(row.Kind, row.Type, row.EntityId, row.At, row.Address));
}
