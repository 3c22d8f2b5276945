namespace DedupPortal.Emulator.Crm;

/// <summary>One of the four kinds of cards and how the portal writes its name.</summary>
internal sealed record EntityType(int Id, string Symbol, string Short, string Path)
{
    public const int LeadId = 1;
    public const int DealId = 2;
    public const int ContactId = 3;
    public const int CompanyId = 4;

    public static readonly EntityType Lead = new(LeadId, "LEAD", "L", "lead");
    public static readonly EntityType Deal = new(DealId, "DEAL", "D", "deal");
    public static readonly EntityType Contact = new(ContactId, "CONTACT", "C", "contact");
    public static readonly EntityType Company = new(CompanyId, "COMPANY", "CO", "company");

    public static readonly IReadOnlyList<EntityType> All = [Lead, Deal, Contact, Company];

    public static EntityType? Find(int id) => All.FirstOrDefault(t => t.Id == id);

    public static EntityType? Find(string? name) =>
        All.FirstOrDefault(t => string.Equals(t.Symbol, name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(t.Short, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Deals carry no phones, e-mails or messengers of their own.</summary>
    public bool HasMultifields => Id != DealId;
}
