using System.Globalization;
using DedupPortal.Matching.Classic;
using DedupPortal.Matching.Names;

namespace DedupPortal.Benchmarks;

/// <summary>
/// Made-up persons of a Russian-speaking CRM, about 1.54 rows each, with the slips that people make: diminutives, Latin
/// spellings, typos, another name after marriage, gaps, a new phone, household phones. Names are as common as they are:
/// first names by the dictionary's shares, surnames and towns by Zipf's law.
/// </summary>
internal sealed class PersonGenerator
{
    private const int Surnames = 15_000;
    private const int Towns = 300;

    private readonly Random _random;
    private readonly List<(string Full, string[] Short, double Upto, bool Male)> _firstNames = [];
    private readonly string[] _surnames;
    private readonly double[] _surnameUpto;
    private readonly string[] _towns;
    private readonly double[] _townUpto;

    private PersonGenerator(int seed)
    {
        _random = new Random(seed);
        AddNames(NameDictionaryWords.Male, male: true);
        AddNames(NameDictionaryWords.Female, male: false);
        (_surnames, _surnameUpto) = Zipf(Surnames, () => Stem() + Pick("ов", "ев", "ин", "енко", "ский", "ук", "ов", "ев"));
        (_towns, _townUpto) = Zipf(Towns, () => Stem() + Pick("ск", "град", "во", "поль", "ино"));
    }

    private sealed record Person(int Name, string Surname, DateOnly Born, string Town, string Email, string Phone);

    internal static (PersonList List, string[] Truth) Generate(int rows, int seed)
    {
        var generator = new PersonGenerator(seed);
        var columns = Enumerable.Range(0, 6).Select(_ => new List<string?>(rows)).ToArray();
        var truth = new List<string>(rows);
        string? household = null;
        for (var person = 0; truth.Count < rows; person++)
        {
            var someone = generator.Someone(household);
            // One in twelve shares the phone of the one before: a couple, a family.
            household = generator.Chance(0.08) ? someone.Phone : null;
            var copies = generator.Copies();
            for (var i = 0; i < copies && truth.Count < rows; i++)
            {
                foreach (var (column, value) in columns.Zip(generator.Row(someone, first: i == 0))) column.Add(value);
                truth.Add(person.ToString(CultureInfo.InvariantCulture));
            }
        }

        var order = Enumerable.Range(0, truth.Count).ToArray();
        generator._random.Shuffle(order);
        (string, ColumnKind)[] kinds =
        [
            ("first", ColumnKind.First), ("last", ColumnKind.Last), ("born", ColumnKind.Date), ("town", ColumnKind.Text),
            ("email", ColumnKind.Email), ("phone", ColumnKind.Phone),
        ];
        return (
            new PersonList { Columns = [.. kinds.Select((k, c) => new PersonColumn(k.Item1, k.Item2, [.. order.Select(row => columns[c][row])]))] },
            [.. order.Select(row => truth[row])]);
    }

    private int Copies() => _random.NextDouble() switch { < 0.66 => 1, < 0.87 => 2, < 0.96 => 3, < 0.99 => 4, _ => 5 };

    private Person Someone(string? household)
    {
        var name = PickByShare();
        var stem = _surnames[PickBy(_surnameUpto)];
        var male = _firstNames[name].Male;
        var surname = male ? stem : stem.EndsWith("ский", StringComparison.Ordinal) ? stem[..^2] + "ая" : stem[^1] is 'в' or 'н' ? stem + "а" : stem;
        var born = new DateOnly(1950, 1, 1).AddDays(_random.Next(55 * 365));
        var email = (Chance(0.6) ? Latin(stem) + (Chance(0.5) ? born.Year % 100 : _random.Next(1000)) : Latin(Stem() + Stem())) + Pick("@mail.example", "@post.example", "@box.example");
        return new Person(name, surname, born, _towns[PickBy(_townUpto)], email, household ?? "+79" + _random.Next(100_000_000, 1_000_000_000).ToString(CultureInfo.InvariantCulture));
    }

    private string?[] Row(Person person, bool first)
    {
        var (full, diminutives, _, male) = _firstNames[person.Name];
        var name = Chance(0.2) && diminutives.Length > 0 ? diminutives[_random.Next(diminutives.Length)] : full;
        var surname = !first && !male && Chance(0.03) ? _surnames[PickBy(_surnameUpto)] + "а" : person.Surname;
        if (Chance(0.1)) (name, surname) = (Latin(name), Latin(surname));
        if (Chance(0.02)) (name, surname) = (surname, name);
        var born = Chance(0.03) ? person.Born.AddDays(Pick(1, -1, 10, 365, -365)) : person.Born;
        var phone = !first && Chance(0.1) ? "+79" + _random.Next(100_000_000, 1_000_000_000).ToString(CultureInfo.InvariantCulture) : person.Phone;
        return
        [
            Chance(0.02) ? null : Typo(name, 0.03),
            Chance(0.12) ? null : Typo(surname, 0.04),
            Chance(0.35) ? null : born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Chance(0.3) ? null : Chance(0.05) ? _towns[PickBy(_townUpto)] : Typo(person.Town, 0.01),
            Chance(0.5) ? null : Typo(person.Email, 0.02),
            Chance(0.3) ? null : Chance(0.5) ? phone : $"8 ({phone[2..5]}) {phone[5..8]}-{phone[8..10]}-{phone[10..]}",
        ];
    }

    private string Typo(string text, double share)
    {
        if (!Chance(share) || text.Length < 4) return text;
        var at = 1 + _random.Next(text.Length - 2);
        return _random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
            _ => text.Insert(at, text[at].ToString()),
        };
    }

    private static string Latin(string text)
    {
        const string From = "абвгдеёжзийклмнопрстуфхцчшщыьэюя";
        string[] to = ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "y", "", "e", "yu", "ya"];
        return string.Concat(text.ToLowerInvariant().Select(c => From.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? to[at] : c.ToString()));
    }

    private string Stem() => Pick("Бар", "Вор", "Гол", "Дем", "Жур", "Зай", "Кал", "Лук", "Мор", "Нос", "Пав", "Рог", "Сот", "Тар", "Фом", "Чер", "Шар", "Щеб", "Юд", "Яр", "Бел", "Кос", "Мел", "Пол")
        + Pick("а", "о", "и", "е", "у") + Pick("н", "т", "р", "л", "в", "к", "м", "ш", "г", "д", "ч", "х") + Pick("", "", "ан", "ор", "ил", "ец", "ун", "ах", "юк", "ель");

    private (string[] Words, double[] Upto) Zipf(int count, Func<string> word)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < count) words.Add(word());
        var upto = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) upto[i] = sum += 1 / (i + 20.0);
        for (var i = 0; i < count; i++) upto[i] /= sum;
        return ([.. words], upto);
    }

    private void AddNames(string table, bool male)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            var upto = (_firstNames.Count == 0 ? 0 : _firstNames[^1].Upto) + double.Parse(parts[1], CultureInfo.InvariantCulture);
            _firstNames.Add((parts[0], [.. parts[2..].Where(p => p[0] != '=')], upto, male));
        }
    }

    private int PickByShare()
    {
        var at = _random.NextDouble() * _firstNames[^1].Upto;
        return _firstNames.FindIndex(n => n.Upto >= at);
    }

    private int PickBy(double[] upto)
    {
        var at = Array.BinarySearch(upto, _random.NextDouble());
        return Math.Min(upto.Length - 1, at < 0 ? ~at : at);
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
