using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Bitrix24;
using DedupPortal.Merging;
using DedupPortal.Testing;

namespace DedupPortal.Portal.Tests.Merging;

/// <summary>
/// Makes random cards with everything that hangs on them, and random choices. Each thing has a name and is drawn from the seed and that
/// name alone, so a failing case can be shrunk by leaving things out while the others stay what they are.
/// </summary>
public sealed class RandomCards(BitrixView portal, int seed, IReadOnlySet<string> left)
{
    private static readonly string[] s_words = ["Анна", "anna", "Anna ", "Борис", "boris_k", "Ли", "Lee", "Tver", "a.b", "ООО \"Лодка\"", "1", "007", "<b>x</b>", "50%"];
    private static readonly string[] s_sources = ["CALL", "WEB", "3|TELEGRAM", "OTHER"];
    private readonly SortedSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>The names of the things that this case has.</summary>
    public IReadOnlyCollection<string> Made => _made;

    public async Task<(MergeMode Mode, EntityRef Priority, EntityRef[] Records)> CreateAsync()
    {
        var kind = Draw("kind", 10);
        var isSoft = Draw("soft", 4) == 0;
        var mode = kind < 6 ? (isSoft ? MergeMode.SoftMerge : MergeMode.SameType) : kind < 8 ? MergeMode.LeadIntoContact : MergeMode.ContactFromLead;
        var isOneType = mode is MergeMode.SameType or MergeMode.SoftMerge;
        var type = !isOneType || kind < 3 ? EntityType.Contact : kind == 3 ? EntityType.Lead : kind == 4 ? EntityType.Deal : EntityType.Company;
        var records = new List<EntityRef>();
        var count = isOneType ? 2 : 1;
        if (mode is not MergeMode.LeadIntoContact && Has("third")) count++;
        for (var index = 0; index < count; index++) records.Add(await CardAsync($"card{index}", type));
        var leads = isOneType ? 0 : mode is MergeMode.LeadIntoContact && Has("secondLead") ? 2 : 1;
        for (var index = 0; index < leads; index++) records.Add(await CardAsync($"lead{index}", EntityType.Lead));
        return (mode, records[Draw("priority", count)], [.. records.OrderBy(record => Draw($"order{record.Type}{records.IndexOf(record)}", 1000))]);
    }

    /// <summary>Rules for what is not chosen; null for the ordinary proposal.</summary>
    public MergePolicy? Policy()
    {
        if (!Has("policy")) return null;
        SurvivorshipRule[] rules = [new SurvivorshipRule.MostRecent(), new SurvivorshipRule.Oldest(), new SurvivorshipRule.MostFilled(), new SurvivorshipRule.Longest(), new SurvivorshipRule.BySource(["WEB", "CALL"]), new SurvivorshipRule.Concatenate(), new SurvivorshipRule.Union()];
        return new MergePolicy { Otherwise = rules[Draw("rule", rules.Length)], WritesNote = Draw("note", 2) == 0 };
    }

    /// <summary>The record that comes back alone before the others, or null.</summary>
    public EntityRef? Part(EntityRef priority, EntityRef[] records) =>
        records.Length > 2 && Has("part") ? records.Where(record => record != priority).ElementAt(Draw("partOf", records.Length - 1)) : null;

    /// <summary>Some fields by hand, of every kind of choice that the field takes.</summary>
    public Dictionary<string, FieldChoice> Choices(MergeMode mode, EntityRef priority, IReadOnlyDictionary<EntityRef, JsonObject> cards)
    {
        var choices = new Dictionary<string, FieldChoice>(StringComparer.Ordinal);
        foreach (var field in new[] { "name", "lastName", "post", "comments", "sourceDescription", "utmSource", "title" }.Where(field => cards[priority].ContainsKey(field)))
        {
            var donors = cards.Where(pair => pair.Value.ContainsKey(field) && (field != "title" || pair.Key.Type == priority.Type)).Select(pair => pair.Key).ToList();
            var from = donors[Draw($"donor.{field}", donors.Count)];
            var kind = Draw($"choice.{field}", 5);
            FieldChoice? choice = kind switch
            {
                0 => new FieldChoice.Custom(Word($"custom.{field}")),
                1 when field is not "title" && !string.IsNullOrEmpty(cards[from][field]?.ToString()) => new FieldChoice.FromRecord(from),
                2 when field is "post" or "comments" or "utmSource" => new FieldChoice.Cleared(),
                _ => null,
            };
            if (choice is not null && Kept($"choice.{field}")) choices[field] = choice;
        }

        if (priority.Type is not EntityType.Deal && Draw("phones", 3) == 0 && Kept("phones"))
        {
            var keys = cards.SelectMany(pair => (pair.Value["fm"] as JsonArray ?? []).Where(entry => (string)entry!["typeId"]! == "PHONE" && Draw($"phone{pair.Key.Type}{entry["value"]}", 2) == 0).Select(entry => $"{pair.Key}#{entry!["id"]}"));
            choices["PHONE"] = new FieldChoice.Union([.. keys]);
        }

        if (mode is MergeMode.SoftMerge && priority.Type is EntityType.Lead && Has("stage")) choices["stageId"] = Draw("stageOf", 2) == 0 ? new FieldChoice.Custom("PROCESSED") : new FieldChoice.Cleared();
        return choices;
    }

    private async Task<EntityRef> CardAsync(string card, EntityType type)
    {
        var fields = new JsonObject { ["assignedById"] = Draw($"{card}.owner", 2) == 0 ? 1 : 6, ["opened"] = Draw($"{card}.opened", 2) == 0 ? "Y" : "N" };
        void Maybe(string name, Func<string, JsonNode> value)
        {
            if (Has($"{card}.{name}")) fields[name] = value($"{card}.{name}.value");
        }

        Maybe("comments", Text);
        if (type is not EntityType.Company) Maybe("sourceId", key => s_sources[Draw(key, s_sources.Length)]);
        Maybe("utmSource", Text);
        Maybe("observers", key => new JsonArray([.. new[] { 1, 6 }.Where(id => Draw($"{key}{id}", 2) == 0).Select(id => (JsonNode)id)]));
        if (type is EntityType.Contact or EntityType.Lead)
        {
            fields["name"] = Word($"{card}.name");
            Maybe("lastName", Text);
            Maybe("post", Text);
            Maybe("birthdate", key => $"19{Draw(key + "y", 49) + 50}-0{Draw(key + "m", 8) + 1}-1{Draw(key + "d", 9)}");
            Maybe("honorific", key => Draw(key, 2) == 0 ? "HNR_RU_1" : "HNR_RU_2");
        }

        if (type is not EntityType.Contact) fields["title"] = "Card " + Word($"{card}.title");
        if (type is EntityType.Contact)
        {
            Maybe("UF_CRM_1720697698689", key => Draw(key, 2) == 0 ? 45 : 46);
            Maybe("UF_CRM_1720000011", Text);
            Maybe("UF_CRM_1720000012", key => new JsonArray([.. s_words.Where(word => Draw(key + word, 4) == 0).Select(word => (JsonNode)word)]));
            Maybe("UF_CRM_1720000013", _ => 1);
            Maybe("typeId", key => Draw(key, 2) == 0 ? "SUPPLIER" : "CLIENT");
            Maybe("companyIds", _ => new JsonArray(12));
        }

        if (type is EntityType.Deal or EntityType.Lead)
        {
            Maybe("opportunity", key => (Draw(key, 4) + 1) * 100);
            fields["currencyId"] = Draw($"{card}.currency", 2) == 0 ? "EUR" : "RUB";
        }

        if (type is EntityType.Deal) Maybe("stageId", key => Draw(key, 2) == 0 ? "PREPARATION" : "EXECUTING");
        if (type is EntityType.Lead) Maybe("stageId", _ => "IN_PROCESS");
        if (type is not EntityType.Deal) fields["fm"] = Entries(card);
        var record = await portal.AddAsync(type, fields);
        await SurroundAsync(card, record);
        return record;
    }

    private async Task SurroundAsync(string card, EntityRef record)
    {
        for (var count = Draw($"{card}.activities", 3); count > 0; count--)
            if (Kept($"{card}.activity{count}"))
                await portal.ResultAsync("crm.activity.add", new { fields = new { OWNER_TYPE_ID = (int)record.Type, OWNER_ID = record.Id, TYPE_ID = 1, SUBJECT = "Meeting", RESPONSIBLE_ID = 1 } });
        if (Has($"{card}.comment"))
            await portal.ResultAsync("crm.timeline.comment.add", new { fields = new { ENTITY_ID = record.Id, ENTITY_TYPE = record.TypeName, COMMENT = "note" } });
        if (record.Type is EntityType.Contact && Has($"{card}.deal")) await portal.AddAsync(EntityType.Deal, new { title = "Deal", contactIds = new[] { record.Id, 144 } });
        if (record.Type is EntityType.Deal && Has($"{card}.products"))
            await portal.ResultAsync("crm.item.productrow.set", new { ownerType = "D", ownerId = record.Id, productRows = new[] { new { productName = "Boat", price = (Draw($"{card}.price", 8) + 1) * 10, quantity = 2 } } });
        if (record.Type is EntityType.Deal && Has($"{card}.client"))
            await portal.ResultAsync("crm.deal.contact.items.set", new { id = record.Id, items = new[] { new { CONTACT_ID = Draw($"{card}.clientOf", 2) == 0 ? 144 : 131 } } });
    }

    private JsonObject Entries(string card)
    {
        var entries = new JsonObject();
        for (var index = Draw($"{card}.entries", 4); index > 0; index--)
        {
            var key = $"{card}.entry{index}";
            if (!Kept(key)) continue;
            var number = Draw(key + "n", 4).ToString("00", CultureInfo.InvariantCulture);
            var (type, valueType, value) = Draw(key, 5) switch
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

    private JsonNode Text(string key) => Word(key);

    private string Word(string key) =>
        s_words[Draw(key + "1", s_words.Length)].Trim() + (Draw(key + "two", 2) == 0 ? "" : " " + s_words[Draw(key + "2", s_words.Length)].Trim());

    private bool Has(string thing) => Draw(thing, 2) == 0 && Kept(thing);

    private bool Kept(string thing) => !left.Contains(thing) && (_made.Add(thing) || true);

    /// <summary>A number below <paramref name="below"/> from seed and name: FNV-1a, then a mix, so that near names give far numbers.</summary>
    private int Draw(string name, int below)
    {
        var hash = 14695981039346656037UL ^ (ulong)seed * 0x9E3779B97F4A7C15UL;
        foreach (var letter in name) hash = (hash ^ letter) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        return (int)((hash ^ (hash >> 29)) % (ulong)below);
    }
}
