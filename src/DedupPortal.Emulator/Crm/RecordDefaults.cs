using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Crm;

/// <summary>What a new card gets when the caller says nothing.</summary>
internal static class RecordDefaults
{
    public const string NamelessContact = "Без имени";

    public static void Fill(PortalState state, EntityType type, CrmRecord record, RecordDraft? draft)
    {
        record.Values.TryAdd("OPENED", "Y");
        switch (type.Id)
        {
            case EntityType.LeadId:
                record.Values.TryAdd("TITLE", $"Лид #{Php.Number(record.Id)}");
                record.Values.TryAdd("STATUS_ID", "NEW");
                record.Values.TryAdd("STATUS_SEMANTIC_ID", "P");
                record.Values.TryAdd("CURRENCY_ID", "RUB");
                record.Values.TryAdd("OPPORTUNITY", "0.00");
                record.Values.TryAdd("IS_RETURN_CUSTOMER", "N");
                break;
            case EntityType.DealId:
                var category = Php.Int(draft?.Values.GetValueOrDefault("CATEGORY_ID")) ?? record.Number("CATEGORY_ID");
                record.Values.TryAdd("TITLE", $"Сделка #{Php.Number(record.Id)}");
                record.Values["CATEGORY_ID"] = Php.Number(category);
                record.Values.TryAdd("STAGE_ID", Stages.FirstOf(state, category));
                record.Values.TryAdd("STAGE_SEMANTIC_ID", "P");
                record.Values.TryAdd("IS_NEW", "Y");
                record.Values.TryAdd("CURRENCY_ID", "RUB");
                record.Values.TryAdd("OPPORTUNITY", "0.00");
                break;
            case EntityType.ContactId:
                record.Values.TryAdd("EXPORT", "Y");
                record.Values.TryAdd("TYPE_ID", "CLIENT");
                if (draft is not null && draft.Values.GetValueOrDefault("NAME") is null && draft.Values.GetValueOrDefault("LAST_NAME") is null
                    && draft.Values.GetValueOrDefault("SECOND_NAME") is null)
                    record.Values.TryAdd("NAME", NamelessContact);
                break;
            default:
                record.Values.TryAdd("TITLE", $"Компания #{Php.Number(record.Id)}");
                record.Values.TryAdd("COMPANY_TYPE", "CUSTOMER");
                break;
        }
    }
}
