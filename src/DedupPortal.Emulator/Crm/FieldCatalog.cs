using static DedupPortal.Emulator.Crm.FieldKind;

namespace DedupPortal.Emulator.Crm;

/// <summary>The fields of each kind of card, in the order in which the portal returns them.</summary>
internal static class FieldCatalog
{
    private static readonly Dictionary<int, Fields> s_byType = new()
    {
        [EntityType.LeadId] = new(EntityType.LeadId, LeadFields.All),
        [EntityType.DealId] = new(EntityType.DealId, DealFields.All),
        [EntityType.ContactId] = new(EntityType.ContactId, ContactFields.All),
        [EntityType.CompanyId] = new(EntityType.CompanyId, CompanyFields.All),
    };

    public static Fields Of(EntityType type) => s_byType[type.Id];

    internal sealed class Fields
    {
        private readonly Dictionary<string, FieldSpec> _byName;
        private readonly Dictionary<string, FieldSpec> _byCamel;

        public Fields(int typeId, IReadOnlyList<FieldSpec> all)
        {
            All = [.. all.Select(f => f with { Origin = OriginOf(typeId, f) })];
            _byName = All.ToDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);
            _byCamel = All.ToDictionary(f => f.Camel, StringComparer.Ordinal);
        }

        public IReadOnlyList<FieldSpec> All { get; }

        public FieldSpec? ByName(string name) => _byName.GetValueOrDefault(name);

        /// <summary>By camelCase name, or by the original name of a user field.</summary>
        public FieldSpec? ByCamel(string name) =>
            _byCamel.GetValueOrDefault(name)
            ?? (name.StartsWith("UF_", StringComparison.Ordinal) ? _byName.GetValueOrDefault(name) : null);

        private static FieldOrigin OriginOf(int typeId, FieldSpec field) => field.Name switch
        {
            "ID" => FieldOrigin.Id,
            "HAS_PHONE" => FieldOrigin.HasPhone,
            "HAS_EMAIL" => FieldOrigin.HasEmail,
            "HAS_IMOL" => FieldOrigin.HasImol,
            "CONTACT_ID" when typeId != EntityType.ContactId => FieldOrigin.PrimaryLink,
            "COMPANY_ID" when typeId == EntityType.ContactId => FieldOrigin.PrimaryLink,
            "CONTACT_IDS" when typeId == EntityType.CompanyId => FieldOrigin.ContactsOfCompany,
            "CONTACT_IDS" or "COMPANY_IDS" => FieldOrigin.Links,
            _ when field.Kind == FieldKind.Multifield => FieldOrigin.Entries,
            _ when field.Multiple => FieldOrigin.List,
            _ => FieldOrigin.Value,
        };
    }
}

/// <summary>Short notation for the tables of fields.</summary>
internal static class FieldNotation
{
    public static FieldSpec Field(string name, FieldKind kind, string title, MergeRule merge = MergeRule.Skip) =>
        new(name, FieldNames.Camel(name), kind, title) { Merge = merge };

    public static FieldSpec ReadOnlyField(string name, FieldKind kind, string title) =>
        new(name, FieldNames.Camel(name), kind, title) { ReadOnly = true };

    public static FieldSpec Custom(string name, FieldKind kind, string label, bool multiple = false, params (string, string)[] options) =>
        new(name, FieldNames.Camel(name), kind, label)
        {
            Dynamic = true,
            Multiple = multiple,
            Merge = multiple ? MergeRule.Union : MergeRule.Equal,
            Options = options,
            EmptyText = "",
        };

    public static FieldSpec StatusField(string name, string statusType, string title, MergeRule merge = MergeRule.Equal) =>
        new(name, FieldNames.Camel(name), Status, title) { StatusType = statusType, Merge = merge };

    /// <summary>Who made it and when: filled by the portal.</summary>
    public static IEnumerable<FieldSpec> Trail() =>
    [
        Field("ASSIGNED_BY_ID", User, "Ответственный", MergeRule.Equal),
        ReadOnlyField("CREATED_BY_ID", User, "Кем создан"),
        ReadOnlyField("MODIFY_BY_ID", User, "Кем изменён"),
        ReadOnlyField("DATE_CREATE", FieldKind.DateTime, "Дата создания"),
        ReadOnlyField("DATE_MODIFY", FieldKind.DateTime, "Дата изменения"),
        ReadOnlyField("LAST_ACTIVITY_TIME", FieldKind.DateTime, "Последняя активность"),
        ReadOnlyField("LAST_ACTIVITY_BY", User, "Последняя активность пользователя"),
        Field("OPENED", Flag, "Доступен для всех"),
        Field("ORIGINATOR_ID", Text, "Внешний источник", MergeRule.Text),
        Field("ORIGIN_ID", Text, "Идентификатор во внешнем источнике", MergeRule.Text),
        Field("UTM_SOURCE", Text, "Рекламная система", MergeRule.Text),
        Field("UTM_MEDIUM", Text, "Тип трафика", MergeRule.Text),
        Field("UTM_CAMPAIGN", Text, "Обозначение рекламной кампании", MergeRule.Text),
        Field("UTM_CONTENT", Text, "Содержание кампании", MergeRule.Text),
        Field("UTM_TERM", Text, "Условие поиска кампании", MergeRule.Text),
    ];

    public static IEnumerable<FieldSpec> Person() =>
    [
        StatusField("HONORIFIC", "HONORIFIC", "Обращение"),
        Field("NAME", Text, "Имя", MergeRule.PersonName),
        Field("SECOND_NAME", Text, "Отчество", MergeRule.PersonName),
        Field("LAST_NAME", Text, "Фамилия", MergeRule.PersonName),
        Field("BIRTHDATE", FieldKind.Date, "Дата рождения", MergeRule.Equal) with { EmptyText = "" },
        Field("POST", Text, "Должность", MergeRule.Text),
    ];

    public static IEnumerable<FieldSpec> Reachable() =>
    [
        ReadOnlyField("HAS_PHONE", Flag, "Задан телефон"),
        ReadOnlyField("HAS_EMAIL", Flag, "Задан e-mail"),
        ReadOnlyField("HAS_IMOL", Flag, "Задана открытая линия"),
    ];

    public static IEnumerable<FieldSpec> Address() =>
    [
        Field("ADDRESS", Text, "Адрес", MergeRule.Text),
        Field("ADDRESS_2", Text, "Адрес (стр. 2)", MergeRule.Text),
        Field("ADDRESS_CITY", Text, "Город", MergeRule.Text),
        Field("ADDRESS_POSTAL_CODE", Text, "Почтовый индекс", MergeRule.Text),
        Field("ADDRESS_REGION", Text, "Район", MergeRule.Text),
        Field("ADDRESS_PROVINCE", Text, "Область", MergeRule.Text),
        Field("ADDRESS_COUNTRY", Text, "Страна", MergeRule.Text),
    ];

    public static IEnumerable<FieldSpec> Many() =>
    [
        .. new[] { ("PHONE", "Телефон"), ("EMAIL", "E-mail"), ("WEB", "Сайт"), ("IM", "Мессенджер"), ("LINK", "Ссылка") }
            .Select(m => new FieldSpec(m.Item1, "fm" + m.Item1, FieldKind.Multifield, m.Item2) { Multiple = true }),
    ];

    public static FieldSpec Observers() =>
        new("OBSERVER_IDS", "observers", User, "Наблюдатели") { Multiple = true, ItemOnly = true, Merge = MergeRule.Union };

    public static FieldSpec LinkList(string name, string title) =>
        new(name, FieldNames.Camel(name), Link, title) { Multiple = true, ItemOnly = true };
}
