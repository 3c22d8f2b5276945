namespace DedupPortal.Emulator.Seed;

/// <summary>A first name with the short form and the Latin spellings that people use in a messenger.</summary>
internal sealed record FirstName(string Full, bool Female, string Short, string Latin, string ShortLatin);

/// <summary>Names for made-up people; the frequent ones come first and are drawn more often.</summary>
internal static class Names
{
    public static readonly IReadOnlyList<FirstName> First =
    [
        new("Александр", false, "Саша", "Aleksandr", "Sasha"), new("Елена", true, "Лена", "Elena", "Lena"), new("Сергей", false, "Серёга", "Sergey", "Serega"),
        new("Ольга", true, "Оля", "Olga", "Olya"), new("Дмитрий", false, "Дима", "Dmitry", "Dima"), new("Наталья", true, "Наташа", "Natalia", "Natasha"),
        new("Андрей", false, "Андрюха", "Andrey", "Andrew"), new("Анна", true, "Аня", "Anna", "Anya"), new("Алексей", false, "Лёша", "Alexey", "Lesha"),
        new("Мария", true, "Маша", "Maria", "Masha"), new("Иван", false, "Ваня", "Ivan", "Vanya"), new("Екатерина", true, "Катя", "Ekaterina", "Katya"),
        new("Михаил", false, "Миша", "Mikhail", "Misha"), new("Татьяна", true, "Таня", "Tatiana", "Tanya"), new("Максим", false, "Макс", "Maxim", "Max"),
        new("Ирина", true, "Ира", "Irina", "Ira"), new("Евгений", false, "Женя", "Evgeny", "Zhenya"), new("Светлана", true, "Света", "Svetlana", "Sveta"),
        new("Владимир", false, "Вова", "Vladimir", "Vova"), new("Юлия", true, "Юля", "Yulia", "Yulya"), new("Николай", false, "Коля", "Nikolay", "Kolya"),
        new("Анастасия", true, "Настя", "Anastasia", "Nastya"), new("Павел", false, "Паша", "Pavel", "Pasha"), new("Дарья", true, "Даша", "Daria", "Dasha"),
        new("Роман", false, "Рома", "Roman", "Roma"), new("Виктория", true, "Вика", "Victoria", "Vika"), new("Артём", false, "Тёма", "Artem", "Tema"),
        new("Ксения", true, "Ксюша", "Ksenia", "Ksusha"), new("Константин", false, "Костя", "Konstantin", "Kostya"), new("Галина", true, "Галя", "Galina", "Galya"),
        new("Григорий", false, "Гриша", "Grigory", "Grisha"), new("Любовь", true, "Люба", "Lyubov", "Lyuba"), new("Станислав", false, "Стас", "Stanislav", "Stas"),
        new("Евгения", true, "Женя", "Evgenia", "Zhenya"), new("Юрий", false, "Юра", "Yury", "Yura"), new("Надежда", true, "Надя", "Nadezhda", "Nadya"),
        new("Виктор", false, "Витя", "Viktor", "Vitya"), new("Людмила", true, "Люда", "Lyudmila", "Lyuda"), new("Денис", false, "Дэн", "Denis", "Den"),
        new("Полина", true, "Поля", "Polina", "Polya"),
    ];

    private static readonly string[] s_last =
    [
        "Иванов", "Смирнов", "Кузнецов", "Попов", "Васильев", "Петров", "Соколов", "Михайлов", "Новиков", "Фёдоров", "Морозов", "Волков", "Алексеев", "Лебедев",
        "Семёнов", "Егоров", "Павлов", "Козлов", "Степанов", "Николаев", "Орлов", "Андреев", "Макаров", "Никитин", "Захаров", "Зайцев", "Соловьёв", "Борисов",
        "Яковлев", "Григорьев", "Романов", "Воробьёв", "Сергеев", "Кузьмин", "Фролов", "Александров", "Дмитриев", "Королёв", "Гусев", "Киселёв", "Ильин",
        "Максимов", "Поляков", "Сорокин", "Виноградов", "Ковалёв", "Белов", "Медведев", "Антонов", "Тарасов", "Жуков", "Баранов", "Филиппов", "Комаров",
        "Давыдов", "Беляев", "Герасимов", "Богданов", "Осипов", "Сидоров", "Матвеев", "Титов", "Марков", "Миронов", "Крылов", "Куликов", "Карпов", "Власов",
        "Мельников", "Денисов", "Гаврилов", "Тихонов", "Казаков", "Афанасьев", "Данилов", "Савельев", "Тимофеев", "Фомин", "Чернов", "Абрамов", "Шульгин",
        "Верещагин", "Чижиков", "Полозков", "Остроухов", "Заболотин", "Перелыгин", "Рукавишников", "Трегубов", "Хворостов", "Шевченко", "Ткаченко", "Бондаренко",
        "Вишневский", "Заславский", "Ржевский", "Оболенский", "Гриневич", "Радкевич", "Мицкевич",
    ];

    public static readonly IReadOnlyList<string> Companies =
    [
        "Северный ветер", "Ромашка", "СтройМастер", "Альфа-Сервис", "Тёплый дом", "Вектор", "Лесной двор", "ТехноПарк", "Мебель и точка", "Гранит", "Зелёный сад", "Квартет",
        "Маяк", "Белая линия", "Оптима", "Эталон", "Радуга", "Контур", "Восход", "Прима", "Логистик Плюс", "Мир окон", "Полюс", "Кедр", "Аквамарин", "Атлант",
    ];

    public static readonly IReadOnlyList<string> Nicknames =
        ["lucky_fox", "blue_whale", "night_rider", "sunny_day", "coffee_time", "north_wind", "quiet_cat", "mister_x", "green_tea", "silver_owl"];

    public static string Last(Random random, bool female)
    {
        // The square makes the first names of the list several times as frequent as the last ones.
        var name = s_last[(int)(random.NextDouble() * random.NextDouble() * s_last.Length)];
        return Feminine(name, female);
    }

    public static FirstName AnyFirst(Random random) => First[(int)(random.NextDouble() * random.NextDouble() * First.Count)];

    public static string Feminine(string last, bool female) => !female ? last
        : last.EndsWith("ский", StringComparison.Ordinal) ? last[..^2] + "ая"
        : last.EndsWith("ов", StringComparison.Ordinal) || last.EndsWith("ев", StringComparison.Ordinal) || last.EndsWith("ёв", StringComparison.Ordinal)
            || last.EndsWith("ин", StringComparison.Ordinal) ? last + "а"
        : last;
}
