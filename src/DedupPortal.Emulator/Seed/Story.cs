using System.Globalization;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Seed;

/// <summary>What happens in the demo portal, told in the order of time so that ids grow with it.</summary>
internal sealed class Story(PortalState state, int seed, DateTimeOffset today)
{
    public const int Days = 120;

    private static readonly string[] s_providers = ["VOXIMPLANT_CALL", "CRM_SMS", "CRM_NOTIFICATION"];
    private static readonly string[] s_sentences =
    [
        "Добрый день! Отправили вам расчёт по заявке.", "Здравствуйте! Подтверждаем запись на удобное для вас время.", "Добрый день! Ваш заказ готов к выдаче.",
        "Здравствуйте! Уточните, пожалуйста, удобное время для звонка.", "Добрый день! Направили договор на согласование.",
    ];

    private readonly List<(DateTimeOffset At, Action Do)> _events = [];
    private int _people;

    public PortalState State { get; } = state;

    public CardBuilder Build { get; } = new(state);

    public Random Random { get; } = new(seed);

    public DateTimeOffset Today { get; } = today;

    public IReadOnlyList<int> Managers { get; } = [.. state.Users.Where(u => !u.Admin).Select(u => u.Id)];

    public int Manager() => Managers[Random.Next(Managers.Count)];

    public int OtherManager(int than) => Managers[(Managers.ToList().IndexOf(than) + 1 + Random.Next(Managers.Count - 1)) % Managers.Count];

    public T Any<T>(IReadOnlyList<T> list) => list[Random.Next(list.Count)];

    /// <summary>A working moment: 9 to 19 o'clock in Moscow, rarely at the weekend, at least <paramref name="reserve"/> days before today.</summary>
    public DateTimeOffset Moment(double reserve = 1)
    {
        while (true)
        {
            var at = Today.AddDays(-1 - reserve - (Random.NextDouble() * (Days - reserve - 1)));
            var morning = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero).AddHours(6);
            if (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && Random.NextDouble() < 0.85)
                continue;
            return morning.AddSeconds(Random.Next(0, 10 * 3600));
        }
    }

    public void At(DateTimeOffset at, Action action) => _events.Add((at, action));

    public void Tell()
    {
        foreach (var (_, action) in _events.OrderBy(e => e.At).ToList())
            action();
    }

    public Person Person(FirstName? first = null, string? last = null)
    {
        var name = first ?? Names.AnyFirst(Random);
        var number = _people++;
        // 7919 is prime to 100,000: the numbers look scattered and never repeat within a prefix.
        var tail = ((number * 7919L) + (seed * 31L)) % 100_000;
        var phone = string.Create(CultureInfo.InvariantCulture, $"7{999 - (number / 100_000)}00{tail:00000}");
        return new Person(name, last ?? Names.Last(Random, name.Female), phone, 500_000_000L + (number * 104_729L % 6_000_000_000L));
    }

    /// <summary>The number as one of several people would type it.</summary>
    public string Typed(string phone) => Random.Next(6) switch
    {
        0 => $"+{phone[0]} ({phone[1..4]}) {phone[4..7]}-{phone[7..9]}-{phone[9..]}",
        1 => $"8 {phone[1..4]} {phone[4..7]} {phone[7..9]} {phone[9..]}",
        2 => "8" + phone[1..],
        3 => $"+{phone[0]} {phone[1..4]} {phone[4..7]}-{phone[7..9]}-{phone[9..]}",
        4 => $"{phone[1..4]}-{phone[4..7]}-{phone[7..9]}-{phone[9..]}",
        _ => "+" + phone,
    };

    /// <summary>A manager calls or writes to the number on the card.</summary>
    public void Reach(EntityType type, CrmRecord card, DateTimeOffset at, int manager)
    {
        var provider = Any(s_providers);
        var subject = provider switch { "VOXIMPLANT_CALL" => "Исходящий звонок", "CRM_SMS" => "Исходящее SMS", _ => "Исходящее сообщение WhatsApp" };
        var activity = Build.Outgoing(type, card, at, provider, card.Of("PHONE").First().Value, manager, subject);
        if (provider != "VOXIMPLANT_CALL")
            activity.Values["DESCRIPTION"] = Any(s_sentences);
    }

    public void Truth(string kind, string mode, string note, params (EntityType Type, CrmRecord Card)[] cards) =>
        State.Truth.Add((JsonNode)new JsonObject
        {
            ["kind"] = kind,
            ["mode"] = mode,
            ["note"] = note,
            ["cards"] = new JsonArray([.. cards.Select(c => new JsonObject { ["entityTypeId"] = c.Type.Id, ["id"] = c.Card.Id })]),
        });
}
