using System.Globalization;
using DedupPortal.Bitrix24;
using DedupPortal.Portals;
using DedupPortal.Storage;
using Microsoft.EntityFrameworkCore;

namespace DedupPortal.Mirror;

/// <summary>A portal's words, loaded once for a page. An unknown code is returned as it is.</summary>
public sealed class PortalTerms
{
    private readonly Dictionary<(string Kind, string Code), PortalTerm> _terms;

    private PortalTerms(IEnumerable<PortalTerm> terms) => _terms = terms.ToDictionary(term => (term.Kind, term.Code));

    public static async Task<PortalTerms> LoadAsync(PortalDbContext db, PortalId portal, CancellationToken cancellationToken) =>
        new(await db.Set<PortalTerm>().AsNoTracking().Where(term => term.PortalId == portal).ToListAsync(cancellationToken));

    public PortalTerm? Find(string kind, string code) => _terms.GetValueOrDefault((kind, code));

    public string? Name(string kind, string? code) => code is null ? null : Find(kind, code)?.Name ?? code;

    public string? User(long? id) => id is { } number ? Name(PortalTerm.User, number.ToString(CultureInfo.InvariantCulture)) : null;

    public string? Source(string? code) => Name(PortalTerm.StatusList("SOURCE"), code);

    public string? Stage(MirrorRecord record) => record.Type switch
    {
        EntityType.Lead => Name(PortalTerm.StatusList("STATUS"), record.StageId),
        EntityType.Deal => Name(PortalTerm.StatusList(DealStages(record.CategoryId)), record.StageId),
        _ => null,
    };

    /// <summary>Name of the status list that holds a pipeline's stages.</summary>
    public static string DealStages(int? category) =>
        category is > 0 ? string.Create(CultureInfo.InvariantCulture, $"DEAL_STAGE_{category}") : "DEAL_STAGE";

    public MirrorCard Card(MirrorRecord record)
    {
        var name = record.DisplayName;
        return new MirrorCard(
            record.PortalId, record.Ref, name, record.Title == name ? null : record.Title, record.Phones, record.Emails, TelegramTraces.Of(record),
            Source(record.SourceId), Stage(record), User(record.AssignedById), record.CreatedAt, record.ModifiedAt);
    }
}
