using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.OpenLines;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

/// <summary>Stages, sources, types, pipelines and open lines: the same in every preset.</summary>
internal static class Directories
{
    public const int TelegramLine = 5;
    public const int ThirdPartyLine = 7;
    public const int SiteLine = 9;

    public static void Fill(PortalState state)
    {
        state.Lines =
        [
            new OpenLine(TelegramLine, "Открытая линия", "telegrambot", "Telegram", "5|TELEGRAM"),
            new OpenLine(ThirdPartyLine, "Отдел продаж", "wz_telegram", "WZ: Telegram", "7|WZ_TELEGRAM"),
            new OpenLine(SiteLine, "Сайт", "livechat", "Онлайн-чат", "9|LIVECHAT"),
        ];
        state.Categories = [new DealCategory(0, "Продажи", 10, IsDefault: true), new DealCategory(1, "Сервис", 20, IsDefault: false)];
        Add(state, "STATUS", category: null, ("NEW", "Не обработан", null), ("IN_PROCESS", "В работе", null), ("PROCESSED", "Обработан", null), ("CONVERTED", "Качественный лид", "S"), ("JUNK", "Некачественный лид", "F"));
        Add(state, "DEAL_STAGE", 0, ("NEW", "Новая", null), ("PREPARATION", "Подготовка документов", null), ("EXECUTING", "В работе", null), ("FINAL_INVOICE", "Финальный счёт", null), ("WON", "Сделка успешна", "S"), ("LOSE", "Сделка провалена", "F"));
        Add(state, "DEAL_STAGE_1", 1, ("C1:NEW", "Заявка", null), ("C1:PREPARATION", "Диагностика", null), ("C1:EXECUTING", "Ремонт", null), ("C1:WON", "Выполнено", "S"), ("C1:LOSE", "Отказ", "F"));
        Add(state, "SOURCE", category: null, ("CALL", "Звонок", null), ("EMAIL", "Электронная почта", null), ("WEB", "Веб-сайт", null), ("ADVERTISING", "Реклама", null), ("PARTNER", "Существующий клиент", null),
            ("RECOMMENDATION", "По рекомендации", null), ("TRADE_SHOW", "Выставка", null), ("WEBFORM", "CRM-форма", null), ("CALLBACK", "Обратный звонок", null), ("OTHER", "Другое", null),
            ("5|TELEGRAM", "Telegram - Открытая линия", null), ("7|WZ_TELEGRAM", "WZ: Telegram - Отдел продаж", null), ("9|LIVECHAT", "Онлайн-чат - Сайт", null), ("3|TELEGRAM", "Telegram - Старая линия", null));
        Add(state, "CONTACT_TYPE", category: null, ("CLIENT", "Клиенты", null), ("SUPPLIER", "Поставщики", null), ("PARTNER", "Партнёры", null), ("OTHER", "Другое", null));
        Add(state, "COMPANY_TYPE", category: null, ("CUSTOMER", "Клиент", null), ("SUPPLIER", "Поставщик", null), ("PARTNER", "Партнёр", null), ("OTHER", "Другое", null));
        Add(state, "DEAL_TYPE", category: null, ("SALE", "Продажа", null), ("SERVICES", "Услуги", null), ("COMPLEX", "Комплексная продажа", null));
        Add(state, "INDUSTRY", category: null, ("IT", "Информационные технологии", null), ("MANUFACTURING", "Производство", null), ("OTHER", "Другое", null));
        Add(state, "EMPLOYEES", category: null, ("EMPLOYEES_1", "менее 50", null), ("EMPLOYEES_2", "50 - 250", null));
        Add(state, "HONORIFIC", category: null, ("HNR_RU_1", "г-н", null), ("HNR_RU_2", "г-жа", null));
    }

    private static void Add(PortalState state, string entity, int? category, params (string Id, string Name, string? Semantics)[] rows)
    {
        foreach (var (row, i) in rows.Select((r, i) => (r, i)))
        {
            var color = row.Semantics switch { "S" => "#7BD500", "F" => "#FF5752", _ => "#39A8EF" };
            state.Statuses.Add(new CrmStatus(101 + state.Statuses.Count, entity, row.Id, row.Name, (i + 1) * 10, row.Semantics, color)
            {
                CategoryId = entity.StartsWith("DEAL_STAGE", StringComparison.Ordinal) ? category : null,
                System = i == 0 || row.Semantics is not null,
            });
        }
    }
}
