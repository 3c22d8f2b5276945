using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>Makes random cards with everything that hangs on them, and random choices; the same seed makes the same.</summary>
public sealed class RandomCards(BitrixView portal, int seed)
{
    private static readonly string[] s_words = ["Анна", "anna", "Anna ", "Борис", "boris_k", "Ли", "Lee", "Tver", "a.b", "ООО \"Лодка\"", "1", "007", "<b>x</b>", "50%"];
    private static readonly string[] s_sources = ["CALL", "WEB", "3|TELEGRAM", "OTHER"];
    private readonly Random _random = new(seed);

    public async Task<(MergeMode Mode, EntityRef Priority, EntityRef[] Records)> CreateAsync()
    {
        var kind = _random.Next(10);
        var isSoft = _random.Next(4) == 0;
        var mode = kind < 6 ? (isSoft ? MergeMode.SoftMerge : MergeMode.SameType) : kind < 8 ? MergeMode.LeadIntoContact : MergeMode.ContactFromLead;
        var isOneType = mode is MergeMode.SameType or MergeMode.SoftMerge;
        var type = !isOneType || kind < 3 ? EntityType.Contact : kind == 3 ? EntityType.Lead : kind == 4 ? EntityType.Deal : EntityType.Company;
        var records = new List<EntityRef>();
        var count = isOneType ? _random.Next(2, 4) : mode is MergeMode.ContactFromLead ? _random.Next(1, 3) : 1;
        for (var index = 0; index < count; index++) records.Add(await CardAsync(type));
        var leads = isOneType ? 0 : mode is MergeMode.LeadIntoContact ? _random.Next(1, 3) : 1;
        for (var index = 0; index < leads; index++) records.Add(await CardAsync(EntityType.Lead));
        return (mode, records[_random.Next(count)], [.. records.OrderBy(_ => _random.Next())]);
    }

    /// <summary>Some fields by hand, of every kind of choice that the field takes.</summary>
    public Dictionary<string, FieldChoice> Choices(MergeMode mode, EntityRef priority, IReadOnlyDictionary<EntityRef, JsonObject> cards)
    {
        var choices = new Dictionary<string, FieldChoice>(StringComparer.Ordinal);
        foreach (var field in new[] { "name", "lastName", "post", "comments", "sourceDescription", "utmSource", "title" }.Where(field => cards[priority].ContainsKey(field)))
        {
            var donors = cards.Where(pair => pair.Value.ContainsKey(field) && (field != "title" || pair.Key.Type == priority.Type)).Select(pair => pair.Key).ToList();
            var from = donors[_random.Next(donors.Count)];
            switch (_random.Next(5))
            {
                case 0:
                    choices[field] = new FieldChoice.Custom(Word());
                    break;
                case 1 when field is not "title" && !string.IsNullOrEmpty(cards[from][field]?.ToString()):
                    choices[field] = new FieldChoice.FromRecord(from);
                    break;
                case 2 when field is "post" or "comments" or "utmSource":
                    choices[field] = new FieldChoice.Cleared();
                    break;
                default:
                    break;
            }
        }

        if (_random.Next(3) == 0 && priority.Type is not EntityType.Deal)
        {
            var keys = cards.SelectMany(pair => (pair.Value["fm"] as JsonArray ?? []).Where(entry => (string)entry!["typeId"]! == "PHONE" && _random.Next(2) == 0).Select(entry => $"{pair.Key}#{entry!["id"]}"));
            choices["PHONE"] = new FieldChoice.Union([.. keys]);
        }

        return choices;
    }

    private async Task<EntityRef> CardAsync(EntityType type)
    {
        var fields = new JsonObject { ["assignedById"] = _random.Next(2) == 0 ? 1 : 6, ["opened"] = _random.Next(2) == 0 ? "Y" : "N" };
        Maybe(fields, "comments", () => Word());
        if (type is not EntityType.Company) Maybe(fields, "sourceId", () => s_sources[_random.Next(s_sources.Length)]);
        Maybe(fields, "utmSource", () => Word());
        Maybe(fields, "observers", () => new JsonArray([.. new[] { 1, 6 }.Where(_ => _random.Next(2) == 0).Select(id => (JsonNode)id)]));
        if (type is EntityType.Contact or EntityType.Lead)
        {
            fields["name"] = Word();
            Maybe(fields, "lastName", () => Word());
            Maybe(fields, "post", () => Word());
            Maybe(fields, "birthdate", () => $"19{_random.Next(50, 99)}-0{_random.Next(1, 9)}-1{_random.Next(0, 9)}");
            Maybe(fields, "honorific", () => _random.Next(2) == 0 ? "HNR_RU_1" : "HNR_RU_2");
        }

        if (type is not EntityType.Contact) fields["title"] = "Card " + Word();
        if (type is EntityType.Contact)
        {
            Maybe(fields, "UF_CRM_1720697698689", () => _random.Next(2) == 0 ? 45 : 46);
            Maybe(fields, "UF_CRM_1720000011", () => Word());
            Maybe(fields, "UF_CRM_1720000012", () => new JsonArray([.. s_words.Where(_ => _random.Next(4) == 0).Select(word => (JsonNode)word)]));
            Maybe(fields, "UF_CRM_1720000013", () => 1);
            Maybe(fields, "typeId", () => _random.Next(2) == 0 ? "SUPPLIER" : "CLIENT");
            Maybe(fields, "companyIds", () => new JsonArray(12));
        }

        if (type is EntityType.Deal or EntityType.Lead)
        {
            Maybe(fields, "opportunity", () => _random.Next(1, 5) * 100);
            fields["currencyId"] = _random.Next(2) == 0 ? "EUR" : "RUB";
        }

        if (type is EntityType.Deal) Maybe(fields, "stageId", () => _random.Next(2) == 0 ? "PREPARATION" : "EXECUTING");
        if (type is EntityType.Lead) Maybe(fields, "stageId", () => "IN_PROCESS");
        if (type is not EntityType.Deal) fields["fm"] = Entries();
        var record = await portal.AddAsync(type, fields);
        await SurroundAsync(record);
        return record;
    }

    private async Task SurroundAsync(EntityRef record)
    {
        for (var count = _random.Next(3); count > 0; count--)
            await portal.ResultAsync("crm.activity.add", new { fields = new { OWNER_TYPE_ID = (int)record.Type, OWNER_ID = record.Id, TYPE_ID = 1, SUBJECT = "Meeting", RESPONSIBLE_ID = 1 } });
        for (var count = _random.Next(2); count > 0; count--)
            await portal.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = record.Id, ENTITY_TYPE = record.TypeName, COMMENT = "note" } });
        if (record.Type is EntityType.Contact && _random.Next(2) == 0) await portal.AddAsync(EntityType.Deal, new { title = "Deal", contactIds = new[] { record.Id, 144 } });
        if (record.Type is EntityType.Deal && _random.Next(2) == 0)
            await portal.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = record.Id, productRows = new[] { new { productName = "Boat", price = _random.Next(1, 9) * 10, quantity = 2 } } });
        if (record.Type is EntityType.Deal && _random.Next(2) == 0)
            await portal.ResultAsync("crm.deal.contact.items.set", new { id = record.Id, items = new[] { new { CONTACT_ID = _random.Next(2) == 0 ? 144 : 131 } } });
    }

    private JsonObject Entries()
    {
        var entries = new JsonObject();
        for (var index = _random.Next(4); index > 0; index--)
        {
            var number = _random.Next(0, 4).ToString("00", CultureInfo.InvariantCulture);
            var (type, valueType, value) = _random.Next(5) switch
            {
                0 => ("PHONE", "WORK", "+7 999 000-00-" + number),
                1 => ("PHONE", "MOBILE", "899900000" + number),
                2 => ("EMAIL", "WORK", $"Person{number}@example.com"),
                3 => ("WEB", "HOME", "https://t.me/person" + number),
                _ => ("IM", "TELEGRAM", $"imol|telegrambot|5|9000000{number}|41{number}"),
            };
            entries[$"n{index}"] = new JsonObject { ["typeId"] = type, ["valueType"] = valueType, ["value"] = value };
        }

        return entries;
    }

    private string Word() => s_words[_random.Next(s_words.Length)].Trim() + (_random.Next(2) == 0 ? "" : " " + s_words[_random.Next(s_words.Length)].Trim());

    private void Maybe(JsonObject fields, string name, Func<JsonNode> value)
    {
        if (_random.Next(2) == 0) fields[name] = value();
    }
}
