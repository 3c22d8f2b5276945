using System.Globalization;

namespace DedupPortal.Matching.Tests;

/// <summary>A made-up portal and which of its pairs are one person.</summary>
internal sealed record LabelledPortal(IReadOnlyList<MatchRecord> Records, IReadOnlySet<RecordPair> Truth);

/// <summary>
/// Makes labelled portals: the same shape gives the same portal. Unlinked chats keep the hour of a namesake's message one
/// time in three, which is the hardest negative there is.
/// </summary>
internal sealed class PortalGenerator
{
    private static readonly string[][] s_men =
    [
        ["Александр", "Саша", "Саня", "Шура"], ["Сергей", "Серёжа", "Серёга"], ["Дмитрий", "Дима", "Димон"], ["Алексей", "Лёша", "Алёша"], ["Андрей", "Андрюха"],
        ["Евгений", "Женя", "Жека"], ["Максим", "Макс"], ["Иван", "Ваня"], ["Михаил", "Миша"], ["Николай", "Коля"], ["Игорь", "Игорёк"], ["Артём", "Тёма"],
        ["Павел", "Паша"], ["Роман", "Рома"], ["Виталий", "Виталик"], ["Кирилл", "Кирюха"], ["Константин", "Костя"], ["Руслан", "Рус"], ["Нурлан", "Нурик"], ["Тимур", "Тима"],
    ];

    private static readonly string[][] s_women =
    [
        ["Елена", "Лена", "Леночка"], ["Ольга", "Оля"], ["Наталья", "Наташа", "Ната"], ["Татьяна", "Таня", "Танюша"], ["Анна", "Аня", "Анюта"], ["Екатерина", "Катя", "Катюша"],
        ["Ирина", "Ира", "Иришка"], ["Светлана", "Света"], ["Мария", "Маша"], ["Юлия", "Юля"], ["Анастасия", "Настя"], ["Виктория", "Вика"], ["Александра", "Саша", "Шура"],
        ["Ксения", "Ксюша"], ["Людмила", "Люда"], ["Галина", "Галя"], ["Надежда", "Надя"], ["Дарья", "Даша"], ["Полина", "Поля"], ["Айгуль", "Гуля"],
    ];

    private static readonly string[] s_starts = ["Бар", "Вол", "Гор", "Дол", "Ер", "Жар", "Зим", "Кал", "Лаз", "Мел", "Нов", "Ост", "Пол", "Руд", "Сав", "Тих", "Уш", "Фрол", "Хром", "Чер", "Шум", "Щег", "Юр", "Яр"];
    private static readonly string[] s_middles = ["ак", "ан", "ар", "ат", "ен", "ет", "ик", "ин", "ок", "он", "от", "уг", "ук", "ут", "ях"];
    private static readonly string[] s_ends = ["ов", "ов", "ев", "ин", "овский", "енко"];
    private static readonly string[] s_words = ["sky", "fox", "night", "coffee", "wolf", "sunny", "rider", "green", "lucky", "ocean", "moon", "style"];
    private static readonly string[] s_emoji = ["🌸", "🔥", "☀️", "✨", "🐻"];
    private const string Cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    private static readonly string[] s_latin =
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".Split(' ').Select(s => s == "-" ? "" : s).ToArray();

    private readonly PortalShape _shape;
    private readonly Random _random;
    private readonly List<Person> _people = [];
    private readonly List<MatchRecord> _records = [];
    private readonly HashSet<RecordPair> _truth = [];
    private readonly DateTimeOffset _start = Card.Noon.AddDays(-365);

    private PortalGenerator(PortalShape shape) => (_shape, _random) = (shape, new Random(shape.Seed));

    private sealed record Person(string[] First, string Surname, bool Woman, string Phone, string Username);

    internal static LabelledPortal Create(PortalShape shape)
    {
        var generator = new PortalGenerator(shape);
        generator.AddClients();
        generator.AddChats();
        return new LabelledPortal(generator._records, generator._truth);
    }

    private void AddClients()
    {
        for (var i = 0; i < _shape.Clients; i++)
        {
            var person = NewPerson(i);
            _people.Add(person);
            var created = Moment();
            var card = Card.Phone(i + 1, null, null, Typed(person.Phone), created) with { DisplayName = StaffName(person), Emails = Chance(0.35) ? [Email(person)] : [] };
            _records.Add(_shape.HasMessages && Chance(0.8) ? card.WrittenTo([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Sent(created))]) : card);
        }
    }

    private void AddChats()
    {
        for (var i = 0; i < _shape.Chats; i++)
        {
            var linked = Chance(_shape.Linked);
            var client = _random.Next(_people.Count);
            var person = linked ? _people[client] : NewPerson(_shape.Clients + i);
            // A stranger with the first name of somebody who has just been written to.
            if (!linked && Chance(0.33)) person = person with { First = _people[client].First, Woman = _people[client].Woman };
            var related = linked ? Chance(_shape.Answers) : Chance(0.33);
            var messages = _records[client].OutgoingMessages;
            var at = related && messages.Count > 0
                ? messages[_random.Next(messages.Count)].AddSeconds(Math.Exp(7.5 + (2 * Normal())))
                : related && linked ? _records[client].Created.AddSeconds(-Math.Exp(7.5 + (1.5 * Normal()))) : Moment();
            if (linked) _truth.Add(new RecordPair(client, _records.Count));
            var username = Chance(_shape.Usernames) ? person.Username : null;
            _records.Add(Card.Telegram(i + 1, Shown(person), 500_000_000 + i, at) with
            {
                Webs = username is null ? [] : ["https://t.me/" + username],
                ChatTexts = Chance(_shape.PhonesInChat) ? ["Мой номер " + Typed(person.Phone)] : ["Здравствуйте"],
            });
        }
    }

    private Person NewPerson(int number)
    {
        var woman = Chance(0.5);
        var names = woman ? s_women : s_men;
        // Frequencies of names fall as in life: the first ones of the list are many times as common as the last.
        var first = names[(int)(names.Length * _random.NextDouble() * _random.NextDouble())];
        var surname = Pick(s_starts) + Pick(s_middles) + Pick(s_ends);
        if (woman) surname = surname.EndsWith("ский", StringComparison.Ordinal) ? surname[..^2] + "ая" : surname.EndsWith("ко", StringComparison.Ordinal) ? surname : surname + "а";
        var phone = "7999" + (1_000_000 + (number * 7 % 8_999_993)).ToString(CultureInfo.InvariantCulture);
        var (f, s) = (Latin(first[0]), Latin(surname));
        var username = _random.Next(6) switch
        {
            0 => f + "_" + s,
            1 => s + _random.Next(70, 99).ToString(CultureInfo.InvariantCulture),
            2 => f[0] + "_" + s,
            3 => f + s,
            _ => Pick(s_words) + "_" + Pick(s_words) + _random.Next(10, 999).ToString(CultureInfo.InvariantCulture),
        };
        return new Person(first, surname, woman, phone, username.ToLowerInvariant());
    }

    private string StaffName(Person person) => _random.Next(20) switch
    {
        0 => "Клиент " + person.First[0],
        1 => "Заявка с сайта №" + _random.Next(1000, 9999).ToString(CultureInfo.InvariantCulture),
        2 or 3 => person.First[0],
        4 or 5 => person.Surname + " " + person.First[0],
        6 => (person.Surname + " " + person.First[0]).ToUpperInvariant(),
        7 => Latin(person.First[0] + " " + person.Surname),
        _ => person.First[0] + " " + person.Surname,
    };

    private string Shown(Person person)
    {
        if (Chance(_shape.Nicknames)) return Chance(0.5) ? Pick(s_emoji) : Pick(s_words) + _random.Next(10, 99).ToString(CultureInfo.InvariantCulture);
        var first = Chance(0.5) ? person.First[0] : Pick(person.First);
        var name = Chance(_shape.FullNames) ? first + " " + person.Surname : first;
        if (Chance(_shape.Latin)) name = Latin(name);
        return Chance(0.15) ? name + " " + Pick(s_emoji) : name;
    }

    private string Email(Person person) =>
        (Chance(0.4) ? person.Username : Latin(person.First[0]) + "." + Latin(person.Surname)).ToLowerInvariant() + "@example.com";

    private string Typed(string phone) => _random.Next(3) switch
    {
        0 => "+" + phone,
        1 => "8 (" + phone[1..4] + ") " + phone[4..7] + "-" + phone[7..9] + "-" + phone[9..],
        _ => phone[1..],
    };

    private DateTimeOffset Sent(DateTimeOffset created) =>
        Chance(_shape.Mailings) ? _start.AddDays(30 * _random.Next(1, 12)).AddHours(10).AddSeconds(_random.Next(3600)) : created.AddSeconds(_random.Next(90 * 86_400));

    private DateTimeOffset Moment() => _start.AddDays(_random.Next(365)).AddHours(9).AddSeconds(_random.Next(9 * 3600));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private static string Latin(string text) => string.Concat(text.Select(c =>
    {
        var at = Cyrillic.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
        if (at < 0) return c.ToString();
        var latin = s_latin[at];
        return char.IsUpper(c) && latin.Length > 0 ? char.ToUpperInvariant(latin[0]) + latin[1..] : latin;
    }));
}
