namespace DedupPortal.Emulator.Cards;

/// <summary>The words of the pages in the two languages. What the portal's people have typed, stages and sources among it, stays as it is.</summary>
internal sealed record PageTexts
{
    public required string Code { get; init; }
    public required string Search { get; init; }
    public required string SearchHint { get; init; }
    public required string Find { get; init; }
    public required string Total { get; init; }
    public required string Nothing { get; init; }
    public required string Name { get; init; }
    public required string Phone { get; init; }
    public required string Messenger { get; init; }
    public required string Stage { get; init; }
    public required string Responsible { get; init; }
    public required string Created { get; init; }
    public required string Back { get; init; }
    public required string Next { get; init; }
    public required string About { get; init; }
    public required string Reach { get; init; }
    public required string Links { get; init; }
    public required string Products { get; init; }
    public required string Requisites { get; init; }
    public required string Timeline { get; init; }
    public required string EmptyTimeline { get; init; }
    public required string Comment { get; init; }
    public required string History { get; init; }
    public required string Call { get; init; }
    public required string Message { get; init; }
    public required string Chat { get; init; }
    public required string OpenLine { get; init; }
    public required string Yes { get; init; }
    public required string No { get; init; }
    public required string Missing { get; init; }
    public required string MissingText { get; init; }
    public required string Watch { get; init; }
    public required string StopWatching { get; init; }
    public required IReadOnlyDictionary<int, string> Many { get; init; }
    public required IReadOnlyDictionary<int, string> One { get; init; }

    public static readonly PageTexts Russian = new()
    {
        Code = "ru", Search = "Поиск", SearchHint = "Имя, телефон, ник или ID", Find = "Найти", Total = "Всего", Nothing = "Ничего не найдено. Проверьте запрос или очистите поиск.",
        Name = "Название", Phone = "Телефон", Messenger = "Мессенджер", Stage = "Стадия", Responsible = "Ответственный", Created = "Создан", Back = "← Назад", Next = "Дальше →",
        About = "О карточке", Reach = "Связь с клиентом", Links = "Связи", Products = "Товары", Requisites = "Реквизиты", Timeline = "Таймлайн",
        EmptyTimeline = "Здесь появятся дела, чаты и комментарии.", Comment = "Комментарий", History = "История", Call = "Звонок", Message = "Сообщение", Chat = "Чат открытой линии",
        OpenLine = "Открытая линия", Yes = "да", No = "нет", Missing = "Карточка не найдена",
        MissingText = "Такой карточки нет: возможно, она удалена или объединена с другой.", Watch = "Следить", StopWatching = "Не следить",
        Many = new Dictionary<int, string> { [1] = "Лиды", [2] = "Сделки", [3] = "Контакты", [4] = "Компании" },
        One = new Dictionary<int, string> { [1] = "Лид", [2] = "Сделка", [3] = "Контакт", [4] = "Компания" },
    };

    public static readonly PageTexts English = new()
    {
        Code = "en", Search = "Search", SearchHint = "Name, phone, nickname or ID", Find = "Find", Total = "Total", Nothing = "Nothing found. Check the words or clear the search.",
        Name = "Name", Phone = "Phone", Messenger = "Messenger", Stage = "Stage", Responsible = "Responsible", Created = "Created", Back = "← Back", Next = "Next →",
        About = "About", Reach = "Contact information", Links = "Links", Products = "Products", Requisites = "Details", Timeline = "Timeline",
        EmptyTimeline = "Activities, chats and comments will appear here.", Comment = "Comment", History = "History", Call = "Call", Message = "Message", Chat = "Open Channel chat",
        OpenLine = "Open Channel", Yes = "yes", No = "no", Missing = "No such card",
        MissingText = "There is no such card: it may have been deleted or merged into another one.", Watch = "Watch", StopWatching = "Stop watching",
        Many = new Dictionary<int, string> { [1] = "Leads", [2] = "Deals", [3] = "Contacts", [4] = "Companies" },
        One = new Dictionary<int, string> { [1] = "Lead", [2] = "Deal", [3] = "Contact", [4] = "Company" },
    };

    public static PageTexts? ByCode(string? code) => code switch { "ru" => Russian, "en" => English, _ => null };
}
