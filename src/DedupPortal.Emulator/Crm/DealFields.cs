using static DedupPortal.Emulator.Crm.FieldKind;
using static DedupPortal.Emulator.Crm.FieldNotation;

namespace DedupPortal.Emulator.Crm;

internal static class DealFields
{
    public static readonly IReadOnlyList<FieldSpec> All =
    [
        ReadOnlyField("ID", Number, "ID"),
        Field("TITLE", Text, "Название"),
        StatusField("TYPE_ID", "DEAL_TYPE", "Тип"),
        Field("CATEGORY_ID", Number, "Воронка") with { Immutable = true, ItemWritable = true },
        StatusField("STAGE_ID", "DEAL_STAGE", "Стадия сделки", MergeRule.Skip),
        ReadOnlyField("STAGE_SEMANTIC_ID", Text, "Группа стадии"),
        ReadOnlyField("IS_NEW", Flag, "Новая сделка"),
        Field("IS_RECURRING", Flag, "Регулярная сделка"),
        Field("IS_RETURN_CUSTOMER", Flag, "Повторная сделка"),
        Field("IS_REPEATED_APPROACH", Flag, "Повторное обращение"),
        Field("PROBABILITY", Number, "Вероятность", MergeRule.Equal),
        Field("CURRENCY_ID", Text, "Валюта", MergeRule.Equal),
        Field("OPPORTUNITY", Money, "Сумма", MergeRule.Amount),
        Field("IS_MANUAL_OPPORTUNITY", Flag, "Сумма изменена вручную"),
        Field("TAX_VALUE", Money, "Ставка налога"),
        Field("COMPANY_ID", Link, "Компания", MergeRule.Equal) with { EmptyText = "0" },
        Field("CONTACT_ID", Link, "Контакт") with { EmptyText = "0" },
        LinkList("CONTACT_IDS", "Контакты"),
        Field("QUOTE_ID", Link, "Предложение") with { ReadOnly = true },
        ReadOnlyField("LEAD_ID", Link, "Лид") with { ItemWritable = true },
        Field("BEGINDATE", FieldKind.Date, "Дата начала", MergeRule.Equal) with { EmptyText = "" },
        Field("CLOSEDATE", FieldKind.Date, "Дата завершения", MergeRule.Equal) with { EmptyText = "" },
        Field("CLOSED", Flag, "Закрыта"),
        StatusField("SOURCE_ID", "SOURCE", "Источник", MergeRule.Source),
        Field("SOURCE_DESCRIPTION", Text, "Дополнительно об источнике", MergeRule.AppendText),
        Field("ADDITIONAL_INFO", Text, "Дополнительная информация", MergeRule.Text),
        ReadOnlyField("MOVED_BY_ID", User, "Кем перемещена"),
        ReadOnlyField("MOVED_TIME", FieldKind.DateTime, "Дата перемещения"),
        Field("COMMENTS", Text, "Комментарий", MergeRule.AppendHtml),
        .. Trail(),
        Observers(),
        Custom("UF_CRM_1720000021", Text, "Номер договора"),
    ];
}
