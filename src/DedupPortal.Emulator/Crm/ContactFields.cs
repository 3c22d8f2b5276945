using static DedupPortal.Emulator.Crm.FieldKind;
using static DedupPortal.Emulator.Crm.FieldNotation;

namespace DedupPortal.Emulator.Crm;

internal static class ContactFields
{
    public static readonly IReadOnlyList<FieldSpec> All =
    [
        ReadOnlyField("ID", Number, "ID"),
        .. Person().Select(f => f.Name is "NAME" or "SECOND_NAME" or "LAST_NAME" ? f with { Required = true } : f),
        Field("COMMENTS", Text, "Комментарий", MergeRule.AppendHtml),
        Field("PHOTO", Text, "Фотография"),
        ReadOnlyField("LEAD_ID", Link, "Лид") with { ItemWritable = true },
        StatusField("TYPE_ID", "CONTACT_TYPE", "Тип контакта"),
        StatusField("SOURCE_ID", "SOURCE", "Источник", MergeRule.Source),
        Field("SOURCE_DESCRIPTION", Text, "Дополнительно об источнике", MergeRule.AppendText),
        Field("COMPANY_ID", Link, "Компания") with { EmptyText = "0" },
        LinkList("COMPANY_IDS", "Компании"),
        Field("EXPORT", Flag, "Участвует в экспорте контактов"),
        .. Reachable(),
        .. Trail(),
        Field("ORIGIN_VERSION", Text, "Версия оригинала"),
        ReadOnlyField("FACE_ID", Number, "Привязка к лицам"),
        Field("CATEGORY_ID", Number, "Категория") with { ReadOnly = true, ItemOnly = true },
        .. Address(),
        Observers(),
        Custom("UF_CRM_1720697698689", Enumeration, "Уровень", multiple: false, ("45", "Золотой"), ("46", "Серебряный")),
        Custom("UF_CRM_1720000011", Text, "Город"),
        Custom("UF_CRM_1720000012", Text, "Интересы", multiple: true),
        Custom("UF_CRM_1720000013", FieldKind.Boolean, "Согласие на рассылку"),
        .. Many(),
    ];
}
