using DedupPortal.Emulator.Accounts;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;
using static DedupPortal.Emulator.Crm.EntityType;

namespace DedupPortal.Emulator.Seed;

/// <summary>The small portal whose ids the contract cases name.</summary>
internal static class ContractPortal
{
    public static void Fill(PortalState state)
    {
        state.Name = "contract.example";
        state.Users =
        [
            new PortalUser { Id = 1, Admin = true, Name = "Ирина", LastName = "Админова", Email = "admin@contract.example", Gender = "F" },
            new PortalUser
            {
                Id = 6, Name = "Ann", LastName = "Lee", Email = "ann@contract.example", Gender = "F",
                Rights = All.ToDictionary(t => t.Id, _ => new TypeRights { Delete = Reach.Own }),
            },
        ];
        Directories.Fill(state);
        var at = new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);
        var build = new CardBuilder(state);

        var company = build.Card(Company, at, 1, 12, ("TITLE", "Acme"));
        build.Entry(company, "PHONE", "WORK", "+49301234567", 880);

        var telegram = build.Card(Contact, at, 6, 120, ("NAME", "tg_anna"), ("SOURCE_ID", "3|TELEGRAM"));
        build.Entry(telegram, "IM", "TELEGRAM", "imol|telegrambot|5|700112233|4153", 901);
        var anna = build.Card(Contact, at, 1, 131, ("NAME", "Anna"), ("LAST_NAME", "Lee"));
        build.Entry(anna, "PHONE", "WORK", "+491701234567", 910);
        var empty = build.Card(Contact, at, 1, 144, ("NAME", "Anna"), ("COMMENTS", "Second card"));
        build.Entry(empty, "EMAIL", "WORK", "anna.lee@example.com", 920);
        // 117 more make the 120 rows of the paging case.
        for (var id = 201; id <= 317; id++)
            build.Card(Contact, at.AddMinutes(id), 1, id, ("NAME", "Contact"), ("LAST_NAME", "Number " + Php.Number(id)));

        var lead = build.Card(Lead, at, 1, 50, ("TITLE", "tg_boris - Открытая линия"), ("NAME", "tg_boris"), ("SOURCE_ID", "5|TELEGRAM"));
        build.Entry(lead, "IM", "TELEGRAM", "imol|telegrambot|5|700112244|4160", 930).Entry(lead, "WEB", "HOME", "https://t.me/tg_boris", 931);
        var second = build.Card(Lead, at, 1, 51, ("TITLE", "Boris"), ("NAME", "Boris"));
        build.Entry(second, "PHONE", "MOBILE", "+491701230051", 932);

        var deal = build.Card(Deal, at, 1, 77, ("TITLE", "Order of Anna"), ("OPPORTUNITY", "1000.00"), ("CURRENCY_ID", "EUR"));
        CardBuilder.Link(deal, telegram);
        CardBuilder.Link(deal, anna);
        var other = build.Card(Deal, at, 1, 78, ("TITLE", "Second order"), ("CURRENCY_ID", "EUR"));
        CardBuilder.Link(other, empty);
        var service = build.Card(Deal, at, 1, 79, ("TITLE", "Repair"), ("CURRENCY_ID", "EUR"), ("CATEGORY_ID", "1"), ("STAGE_ID", "C1:NEW"));
        CardBuilder.Link(service, anna);

        build.Session(Contact, telegram, at.AddMinutes(5), "telegrambot|5|700112233|4153", 5, 6, "Чат открытой линии - \"tg_anna\" (Telegram)", 20, 1763, 343);
        build.Outgoing(Contact, anna, at.AddMinutes(2), "VOXIMPLANT_CALL", "+491701234567", 1, "Исходящий звонок", 21);
        build.Outgoing(Contact, empty, at.AddMinutes(3), "CRM_SMS", "+491701234567", 1, "Исходящее сообщение", 22);
        build.Session(Lead, lead, at.AddMinutes(6), "telegrambot|5|700112244|4160", 5, 1, "Чат открытой линии - \"tg_boris\" (Telegram)", 23, 1764, 344);
        build.Comment(Contact, telegram, at.AddMinutes(7), 6, "Asked about delivery", 999);
        build.Comment(Contact, empty, at.AddMinutes(8), 1, "Prefers e-mail", 1000);
    }
}
