using System.Globalization;
using System.Text;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Writes labelled portals as folders of tables (t.csv, p.csv, msg.csv, truth.csv). The same shape gives the same bytes. A
/// million cards take seconds; memory is about 200 bytes a card.
/// </summary>
internal sealed class MatchingGenerator
{
    private const long Start = 1_640_995_200;
    private const long Days = 730;
    private const long Day = 86_400;
    private const string Cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";

    // Three habits of writing Cyrillic in Latin letters.
    private static readonly string[][] s_latin =
    [
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".Split(' '),
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia".Split(' '),
        "a b v g d e yo j z i j k l m n o p r s t u f h c ch sh sch - y - e yu ya".Split(' '),
    ];

    private readonly MatchingShape _shape;
    private readonly Random _random;
    private readonly (string[] Forms, bool Woman)[] _names;
    private readonly double[] _nameWeights;
    private readonly string[] _surnames;
    private readonly List<Person> _people = [];
    private readonly List<(int Person, long Created)> _cards = [];
    private readonly List<(int Card, long Sent)> _messages = [];
    private long[] _mailings = [];

    private MatchingGenerator(MatchingShape shape)
    {
        (_shape, _random) = (shape, new Random(shape.Seed));
        var names = new List<((string[], bool) Name, double Weight)>();
        foreach (var (table, woman) in ((string, bool)[])[(MatchingWords.Men, false), (MatchingWords.Women, true)])
        {
            foreach (var entry in table.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var words = entry.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                names.Add((([words[0], .. words[2..]], woman), double.Parse(words[1], CultureInfo.InvariantCulture)));
            }
        }

        _names = [.. names.Select(n => n.Name)];
        var sum = 0.0;
        _nameWeights = [.. names.Select(n => sum += n.Weight)];
        var common = MatchingWords.CommonSurnames.Split(' ');
        var rare = new HashSet<string>(StringComparer.Ordinal);
        // The stock of surnames is the same in every portal.
        var dice = new Random(4711);
        while (rare.Count < 15_000)
            rare.Add(MatchingWords.Starts[dice.Next(MatchingWords.Starts.Length)] + MatchingWords.Middles[dice.Next(MatchingWords.Middles.Length)] + (dice.Next(3) == 0 ? MatchingWords.Middles[dice.Next(MatchingWords.Middles.Length)] : "") + MatchingWords.Ends[dice.Next(MatchingWords.Ends.Length)]);
        _surnames = [.. common, .. rare.Order(StringComparer.Ordinal)];
    }

    private sealed record Person(int Name, string Surname, int Father, long Phone, string Username, int Scheme, short Year);

    internal static void Write(MatchingShape shape, string folder)
    {
        Directory.CreateDirectory(folder);
        var generator = new MatchingGenerator(shape);
        generator.WriteCards(folder);
        generator.WriteMessages(folder);
        generator.WriteChats(folder);
    }

    private void WriteCards(string folder)
    {
        var count = (int)(_shape.Cards * (1 - _shape.Telegram));
        _mailings = [.. Enumerable.Range(0, _shape.Mailings).Select(_ => Start + (60 * Day) + (long)(_random.NextDouble() * (Days - 61) * Day)).Order()];
        using var file = Table(folder, "p.csv", "p_id,created,name,phones,email");
        while (_cards.Count < count)
        {
            var person = _people.Count;
            _people.Add(NewPerson());
            WriteCard(file, person);
            if (Chance(_shape.Twice) && _cards.Count < count) WriteCard(file, person);
        }
    }

    private void WriteCard(StreamWriter file, int number)
    {
        var person = _people[number];
        var created = Moment();
        _cards.Add((number, created));
        var id = _cards.Count;
        var phones = Typed(person.Phone) + (Chance(_shape.SecondPhones) ? ";" + Typed(NewPhone()) : "");
        Row(file, id.ToString(CultureInfo.InvariantCulture), Text(created), StaffName(person), phones, Chance(_shape.Emails) ? Email(person) : "");
        if (!_shape.HasMessages) return;
        if (Chance(0.86)) _messages.Add((id - 1, created + Lag(10.5, 1.6)));
        foreach (var mailing in _mailings)
            if (mailing > created && Chance(_shape.MailingReach)) _messages.Add((id - 1, mailing + _random.Next(5400)));
    }

    private void WriteMessages(string folder)
    {
        using var file = Table(folder, "msg.csv", "p_id,sent");
        foreach (var (card, sent) in _messages) Row(file, Text(card + 1), Text(sent));
    }

    private void WriteChats(string folder)
    {
        var count = (int)(_shape.Cards * _shape.Telegram);
        var cardsOf = new Dictionary<int, List<int>>();
        for (var card = 0; card < _cards.Count; card++)
        {
            if (!cardsOf.TryGetValue(_cards[card].Person, out var list)) cardsOf.Add(_cards[card].Person, list = []);
            list.Add(card);
        }

        var messagesOf = _messages.ToLookup(m => m.Card, m => m.Sent);
        var order = Enumerable.Range(0, _people.Count).ToArray();
        _random.Shuffle(order);
        using var file = Table(folder, "t.csv", "t_id,created,title,display,username,tg_id,imol,chat");
        using var truth = Table(folder, "truth.csv", "t_id,p_id");
        var (next, last) = (0, -1);
        for (var id = 1; id <= count; id++)
        {
            var linked = Chance(_shape.Linked);
            var number = linked ? last >= 0 && Chance(_shape.SecondAccounts) ? last : order[next++ % order.Length] : -1;
            if (linked) last = number;
            var (person, at) = linked ? (_people[number], Answer(cardsOf[number], messagesOf)) : Stranger();
            if (linked) foreach (var card in cardsOf[number]) Row(truth, Text(id), Text(card + 1));
            var display = Shown(person);
            var username = Chance(_shape.Usernames) ? person.Username : "";
            var telegram = 200_000_000L + _random.NextInt64(6_800_000_000);
            var title = _random.Next(4) switch { 0 => display, 1 => "Чат с " + display, 2 => "Лид из Telegram: " + display, _ => display + " - Открытый канал Telegram" };
            Row(file, Text(id), Text(at), title, display, username, Text(telegram), $"imol|telegrambot|{_random.Next(1, 6)}|{telegram}|{_random.Next(1000, 999_999)}", Chat(person));
        }
    }

    private long Answer(List<int> cards, ILookup<int, long> messages)
    {
        var card = cards[_random.Next(cards.Count)];
        var dice = _random.NextDouble();
        if (dice < _shape.WroteFirst) return _cards[card].Created - Lag(12.5, 1.6);
        var sent = messages[card].ToList();
        if (dice > _shape.WroteFirst + _shape.Answers || sent.Count == 0) return Moment();
        var at = sent[_random.Next(sent.Count)];
        return at + (Chance(0.09) ? Lag(18, 0.6) : Lag(10.6, 2));
    }

    private (Person, long) Stranger()
    {
        var person = NewPerson();
        if (!_shape.HasMessages || _messages.Count == 0 || !Chance(_shape.StrangersInBusyHours)) return (person, Moment());
        var (card, sent) = _messages[_random.Next(_messages.Count)];
        if (Chance(_shape.Namesakes)) person = person with { Name = _people[_cards[card].Person].Name };
        // A father writes where the son is a client.
        if (Chance(0.01)) person = person with { Surname = _people[_cards[card].Person].Surname };
        return (person, sent + Lag(10.6, 2));
    }

    private Person NewPerson()
    {
        var name = Array.BinarySearch(_nameWeights, _random.NextDouble() * _nameWeights[^1]);
        if (name < 0) name = Math.Min(~name, _names.Length - 1);
        // A third bears one of the common surnames, the commonest ones most.
        var surname = Chance(0.35) ? _surnames[(int)(80 * Math.Pow(_random.NextDouble(), 1.7))] : _surnames[80 + _random.Next(15_000)];
        if (_names[name].Woman) surname = Feminine(surname);
        var person = new Person(name, surname, _random.Next(_names.Length), NewPhone(), "", _random.Next(3), (short)_random.Next(60, 105));
        return person with { Username = Handle(person, "_") };
    }

    private static string Feminine(string surname) =>
        surname.EndsWith("ий", StringComparison.Ordinal) ? surname[..^2] + "ая"
        : surname.EndsWith("ов", StringComparison.Ordinal) || surname.EndsWith("ев", StringComparison.Ordinal) || surname.EndsWith("ёв", StringComparison.Ordinal) || surname.EndsWith("ин", StringComparison.Ordinal) ? surname + "а" : surname;

    private string Handle(Person person, string mark)
    {
        var year = person.Year < 100 ? person.Year.ToString(CultureInfo.InvariantCulture) : "0" + (person.Year - 100).ToString(CultureInfo.InvariantCulture);
        if (!Chance(_shape.NamedHandles)) return Pick(MatchingWords.Words) + (Chance(0.4) ? "_" : "") + Pick(MatchingWords.Words) + (Chance(0.6) ? year : "");
        var forms = _names[person.Name].Forms;
        var first = Latin(Chance(0.6) ? forms[0] : Pick(forms), person.Scheme);
        var last = Latin(person.Surname, person.Scheme);
        return (_random.Next(9) switch
        {
            0 => first + mark + last,
            1 => first[0] + mark + last,
            2 => last + "19" + year,
            3 => first + last,
            4 => first + mark + last + mark + year,
            5 => last + mark + first,
            6 => first[0] + last + year,
            7 => first + mark + Pick(MatchingWords.Words) + year,
            _ => first + year,
        }).ToLowerInvariant();
    }

    private string Email(Person person) =>
        (Chance(0.35) ? person.Username : Handle(person, Chance(0.5) ? "." : "_")).ToLowerInvariant() + "@" + Pick(["example.com", "example.org", "example.net", "mail.example"]);

    private string StaffName(Person person)
    {
        var forms = _names[person.Name].Forms;
        if (Chance(_shape.JunkNames))
            return _random.Next(6) switch { 0 => "Новый клиент", 1 => "Клиент " + _random.Next(9999), 2 => "Без имени", 3 => "Заявка с сайта №" + _random.Next(999_999), 4 => "Лид из CRM-формы", _ => "+" + person.Phone };
        var first = Chance(0.08) ? Pick(forms) : forms[0];
        var (last, father) = (person.Surname, Fathers(_names[person.Father], _names[person.Name].Woman));
        var name = _random.Next(20) switch
        {
            < 7 => first + " " + last,
            < 11 => last + " " + first,
            < 14 => last + " " + first + " " + father,
            14 or 15 => first + " " + father,
            16 => first + " " + last[0] + ".",
            _ => first,
        };
        if (Chance(0.06)) name += " " + Pick(["(опт)", "(Авито)", "(замер)", "(дача)", "(vip)", "(ремонт)"]);
        if (Chance(_shape.Typos)) name = Slip(name);
        if (Chance(0.05)) name = Latin(name, person.Scheme);
        return _random.Next(16) switch { 0 => name.ToUpperInvariant(), 1 => name.ToLowerInvariant(), _ => name };
    }

    private static string Fathers((string[] Forms, bool Woman) father, bool woman)
    {
        var name = father.Woman ? "Александр" : father.Forms[0];
        var stem = name[^1] switch { 'й' or 'ь' => name[..^1] + "е", 'а' or 'я' => name[..^1], _ => name + "о" };
        return stem[^1] is 'е' or 'о' ? stem + (woman ? "вна" : "вич") : stem + (woman ? "ична" : "ич");
    }

    private string Shown(Person person)
    {
        if (Chance(_shape.Nicknames))
        {
            if (Chance(0.15)) return Pick(MatchingWords.Emoji);
            return Chance(0.2) ? person.Username : Pick(MatchingWords.Nicks) + (Chance(0.2) ? " " + Pick(MatchingWords.Emoji) : "");
        }

        var forms = _names[person.Name].Forms;
        var first = Chance(_shape.Diminutives) ? Pick(forms) : forms[0];
        var name = Chance(_shape.FullNames) ? _random.Next(8) switch { 0 => person.Surname + " " + first, 1 => first + " " + person.Surname[0] + (Chance(0.5) ? "." : ""), _ => first + " " + person.Surname } : first;
        if (Chance(0.03)) name = first + " " + Pick(MatchingWords.Nicks);
        if (Chance(0.02)) name = person.Surname;
        if (Chance(_shape.Typos)) name = Slip(name);
        if (Chance(_shape.Latin)) name = Latin(name, Chance(0.6) ? person.Scheme : _random.Next(3));
        else if (Chance(_shape.Homoglyphs)) name = name.Replace('а', 'a').Replace('е', 'e').Replace('о', 'o');
        if (Chance(0.06)) name = name.ToLowerInvariant();
        return Chance(0.18) ? Chance(0.8) ? name + " " + Pick(MatchingWords.Emoji) : Pick(MatchingWords.Emoji) + name : name;
    }

    private string Chat(Person person)
    {
        var text = Pick(MatchingWords.Greetings);
        var first = _names[person.Name].Forms[0];
        if (Chance(0.03)) text += Pick([". Меня зовут ", ". ", ", это "]) + (Chance(0.7) ? first : first + " " + person.Surname);
        if (Chance(0.014)) text += " " + Email(person);
        if (Chance(_shape.RelativesPhones)) return text + Pick([". Номер мужа ", ". Запишите номер мамы: ", ", это телефон коллеги "]) + Typed(_people[_random.Next(_people.Count)].Phone);
        return Chance(_shape.PhonesInChat) ? text + Pick([". Мой номер ", ". Тел ", ", перезвоните "]) + Typed(person.Phone) : text;
    }

    private string Slip(string name)
    {
        if (name.Length < 5) return name;
        var at = _random.Next(1, name.Length - 1);
        return _random.Next(3) switch { 0 => name.Remove(at, 1), 1 => name.Insert(at, name[at].ToString()), _ => name[..at] + name[at + 1] + name[at] + name[(at + 2)..] };
    }

    private long NewPhone() => (Chance(0.06) ? _random.Next(3) switch { 0 => 375_290_000_000, 1 => 998_900_000_000, _ => 380_670_000_000 } : 79_000_000_000) + _random.NextInt64(10_000_000, 990_000_000) % 100_000_000 * 10 % 1_000_000_000 + _random.Next(10);

    private string Typed(long phone)
    {
        var d = phone.ToString(CultureInfo.InvariantCulture);
        if (d.Length != 11) return "+" + d;
        return _random.Next(8) switch
        {
            0 => $"8 ({d[1..4]}) {d[4..7]}-{d[7..9]}-{d[9..]}",
            1 => $"+7 {d[1..4]} {d[4..7]} {d[7..9]} {d[9..]}",
            2 => "8" + d[1..],
            3 => d[1..],
            4 => d,
            _ => "+" + d,
        };
    }

    private long Lag(double centre, double width) => Math.Max(1, (long)Math.Pow(2, centre + (width * Normal())));

    private long Moment() => Start + (_random.NextInt64(Days) * Day) + (long)Math.Clamp((14.5 + (4 * Normal())) * 3600, 0, Day - 1);

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private static string Latin(string text, int scheme)
    {
        var latin = new StringBuilder(text.Length + 4);
        foreach (var c in text)
        {
            var at = Cyrillic.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (at < 0) latin.Append(c);
            else if (s_latin[scheme][at] is var letters && letters != "-") latin.Append(char.IsUpper(c) ? char.ToUpperInvariant(letters[0]) + letters[1..] : letters);
        }

        return latin.Length == 0 ? text : latin.ToString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static StreamWriter Table(string folder, string name, string header)
    {
        var file = new StreamWriter(Path.Combine(folder, name), append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        file.WriteLine(header);
        return file;
    }

    private static void Row(StreamWriter file, params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) file.Write(',');
            if (fields[i].AsSpan().IndexOfAny(',', '"', '\n') < 0) file.Write(fields[i]);
            else
            {
                file.Write('"');
                file.Write(fields[i].Replace("\"", "\"\"", StringComparison.Ordinal));
                file.Write('"');
            }
        }

        file.Write('\n');
    }
}
