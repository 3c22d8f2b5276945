using System.Collections.Frozen;

namespace DedupPortal.Matching.Names;

/// <summary>Words that stand in name fields and say nothing about who the person is.</summary>
internal static class StopWords
{
    private const string Cards =
      "клиент клиентка новый новая лид заявка сделка контакт сайта сайт сайте формы форма звонок входящий исходящий без имени имя " +
      "неизвестно неизвестный неизвестная нет тест test опт оптовик розница вип vip авито avito юла циан замер замеры доставка " +
      "ремонт дача квартира квартир ключ москва мск спб питер казань екб дом стройка кухня кухни окна двери мебель заказ заказы заказчик покупатель продавец поставщик партнер " +
      "тел телефон номер моб мобильный раб рабочий дом домашний whatsapp ватсап вацап вотсап telegram телеграм телеграмм тг tg viber вайбер " +
      "инстаграм instagram вк vk чат чата crm срм из от для на по с со к до под и или the of from new client lead user guest гость " +
      "открытая открытый линия канал бот bot";

    private const string Roles =
      "менеджер администратор админ admin директор бухгалтер инженер прораб мастер маникюр маникюра дизайнер фотограф риелтор риэлтор юрист " +
      "врач доктор тренер водитель курьер повар учитель репетитор блогер секретарь снабженец господин госпожа мистер smm мистерь mister mr mrs " +
      "жена муж мама мамы мамочка мать папа отец сын дочь дочка брат сестра бабушка дедушка подруга друг сосед соседка знакомый коллега " +
      "магазин салон студия компания фирма агентство центр школа клиника ооо ип ао зао оао пао тоо";

    private const string Nicks =
      "котик кот кошка котенок киса зая зайка зайчик малыш малышка солнышко солнце лисичка лиса волк тигр тигра медведь пчелка бабочка " +
      "принцесса королева король босс boss хозяйка хозяин мечтательница мечта странник одиночка ведьма ведьмочка няшка незнакомка " +
      "незнакомец аноним счастье счастливая счастливый любимая любимый красотка девочка мальчик всё все будет хорошо просто я он она мы жизнь " +
      "тень ангел демон дракон happy angel demon love life lady girl boy king queen";

    private static readonly FrozenSet<string> s_words =
      string.Join(' ', Cards, Roles, Nicks).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a lower-case word is one of them.</summary>
    internal static bool Contains(string lowerWord) =>
      s_words.Contains(lowerWord) || lowerWord.Contains('ё', StringComparison.Ordinal) && s_words.Contains(lowerWord.Replace('ё', 'е'));
}
