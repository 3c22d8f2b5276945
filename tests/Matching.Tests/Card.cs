namespace DedupPortal.Matching.Tests;

/// <summary>Builds made-up cards in one line.</summary>
internal static class Card
{
    /// <summary>Noon of a Monday; all cards of the tests live around it.</summary>
    internal static DateTimeOffset Noon { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    internal static MatchRecord Telegram(long id, string display, long telegramId, DateTimeOffset? created = null, RecordKind kind = RecordKind.Lead, int line = 5) => new()
    {
        Kind = kind,
        Id = id,
        DisplayName = display,
        Title = display + " - Line of the agency",
        SourceId = line + "|TELEGRAM",
        MessengerCodes = [$"imol|telegrambot|{line}|{telegramId}|{id + 700}"],
        Created = created ?? Noon,
    };

    internal static MatchRecord Phone(long id, string? first, string? last, string phone, DateTimeOffset? created = null, RecordKind kind = RecordKind.Contact) => new()
    {
        Kind = kind,
        Id = id,
        FirstName = first,
        LastName = last,
        Phones = [phone],
        Created = created ?? Noon.AddDays(-90),
    };

    internal static MatchRecord WrittenTo(this MatchRecord card, params DateTimeOffset[] at) => card with { OutgoingMessages = at };

    /// <summary>
    /// People who have nothing to do with the case, so that frequencies mean something: 200 contacts with 20 first names and
    /// as many surnames as contacts, one message each, on different days.
    /// </summary>
    internal static IEnumerable<MatchRecord> Crowd(int count = 200)
    {
        string[] names = ["Ольга", "Сергей", "Ирина", "Дмитрий", "Мария", "Павел", "Юлия", "Игорь", "Вера", "Роман", "Нина", "Олег", "Лидия", "Денис", "Алла", "Антон", "Галина", "Глеб", "Тамара", "Марк"];
        string[] stems = ["Бакш", "Вихр", "Громк", "Дубр", "Ежк", "Жарк", "Злоб", "Ильк", "Карм", "Лавр"];
        for (var i = 0; i < count; i++)
        {
            var surname = stems[i % 10] + "абвгдежзик"[i / 10 % 10] + "абвгдежзик"[i / 100 % 10] + "ов";
            yield return Phone(10_000 + i, names[i * 7 % 20], surname, "+7999100" + (1000 + i), Noon.AddDays(-400 + i))
                .WrittenTo(Noon.AddDays(-200 + i).AddMinutes(i * 13 % 600));
        }
    }

    internal static MatchResult Run(IReadOnlyList<MatchRecord> records, MatchConstraints? constraints = null) =>
        MatchEngine.Run(records, MatchModel.Default, constraints ?? MatchConstraints.None, progress: null, CancellationToken.None);

    internal static MatchScore? Between(this MatchResult result, int one, int other) =>
        result.Scores.SingleOrDefault(score => score.Pair == new RecordPair(one, other));
}
