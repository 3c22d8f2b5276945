using static DedupPortal.Emulator.Crm.FieldKind;
using static DedupPortal.Emulator.Crm.FieldNotation;

namespace DedupPortal.Emulator.Crm;

internal static class CompanyFields
{
    public static readonly IReadOnlyList<FieldSpec> All =
    [
        ReadOnlyField("ID", Number, "ID"),
        Field("TITLE", Text, "Название компании", MergeRule.Text) with { Required = true },
        StatusField("COMPANY_TYPE", "COMPANY_TYPE", "Тип компании"),
        Field("LOGO", Text, "Логотип"),
        StatusField("INDUSTRY", "INDUSTRY", "Сфера деятельности"),
        StatusField("EMPLOYEES", "EMPLOYEES", "Кол-во сотрудников"),
        Field("CURRENCY_ID", Text, "Валюта", MergeRule.Equal),
        Field("REVENUE", Money, "Годовой оборот", MergeRule.Equal),
        Field("BANKING_DETAILS", Text, "Банковские реквизиты", MergeRule.Text),
        Field("IS_MY_COMPANY", Flag, "Моя компания"),
        ReadOnlyField("LEAD_ID", Link, "Лид") with { ItemWritable = true },
        LinkList("CONTACT_IDS", "Контакты"),
        Field("COMMENTS", Text, "Комментарий", MergeRule.AppendHtml),
        .. Reachable(),
        .. Trail(),
        Field("ORIGIN_VERSION", Text, "Версия оригинала"),
        .. Address(),
        Field("ADDRESS_LEGAL", Text, "Юридический адрес", MergeRule.Text),
        Observers(),
        Custom("UF_CRM_1720000031", Text, "ИНН"),
        .. Many(),
    ];
}
