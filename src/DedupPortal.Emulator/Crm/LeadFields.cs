using static DedupPortal.Emulator.Crm.FieldKind;
using static DedupPortal.Emulator.Crm.FieldNotation;

namespace DedupPortal.Emulator.Crm;

internal static class LeadFields
{
    public static readonly IReadOnlyList<FieldSpec> All =
    [
        ReadOnlyField("ID", Number, "ID"),
        Field("TITLE", Text, "Название лида"),
        .. Person(),
        Field("COMPANY_TITLE", Text, "Название компании", MergeRule.Text),
        StatusField("SOURCE_ID", "SOURCE", "Источник", MergeRule.Source),
        Field("SOURCE_DESCRIPTION", Text, "Дополнительно об источнике", MergeRule.AppendText),
        StatusField("STATUS_ID", "STATUS", "Статус", MergeRule.Skip),
        Field("STATUS_DESCRIPTION", Text, "Дополнительно о статусе"),
        ReadOnlyField("STATUS_SEMANTIC_ID", Text, "Состояние статуса"),
        StatusField("CURRENCY_ID", "", "Валюта") with { Kind = Text, StatusType = null },
        Field("OPPORTUNITY", Money, "Сумма", MergeRule.Amount),
        Field("IS_MANUAL_OPPORTUNITY", Flag, "Сумма изменена вручную"),
        .. Reachable(),
        Field("COMPANY_ID", Link, "Компания", MergeRule.Equal),
        Field("CONTACT_ID", Link, "Контакт"),
        LinkList("CONTACT_IDS", "Контакты"),
        ReadOnlyField("IS_RETURN_CUSTOMER", Flag, "Повторный лид"),
        ReadOnlyField("DATE_CLOSED", FieldKind.DateTime, "Дата завершения") with { EmptyText = "" },
        ReadOnlyField("MOVED_BY_ID", User, "Кем перемещён"),
        ReadOnlyField("MOVED_TIME", FieldKind.DateTime, "Дата перемещения"),
        Field("COMMENTS", Text, "Комментарий", MergeRule.AppendHtml),
        .. Trail(),
        .. Address(),
        Observers(),
        Custom("UF_CRM_1720000001", Text, "Город клиента"),
        Custom("UF_CRM_1720000002", Text, "Интересы", multiple: true),
        .. Many(),
    ];
}
