namespace DedupPortal.Matching.Names;

/// <summary>Reads the parts of a name out of fields or free text.</summary>
internal static class NameParser
{
    /// <summary>
    /// The parts of a name. Field hints are trusted where the dictionary does not contradict them.
    /// </summary>
    /// <param name="first">The field for the first name; may hold everything.</param>
    /// <param name="second">The field for the patronymic.</param>
    /// <param name="last">The field for the surname.</param>
    /// <param name="typedByStaff">
    /// Whether the CRM's people typed it: then a word beside a known first name is a surname whatever its ending, while in
    /// a messenger it may be a nickname.
    /// </param>
    internal static PersonName Parse(string? first, string? second, string? last, bool typedByStaff)
    {
        var rules = NameRules.None;
        var words = new List<Piece>(4);
        Read(first, Field.First);
        Read(second, Field.Second);
        Read(last, Field.Last);
        return words.Count == 0 ? PersonName.Empty with { Rules = rules } : Assign(words, rules, typedByStaff);

        void Read(string? text, Field field)
        {
            foreach (var word in Together(Words.Split(text, ref rules), ref rules))
            {
                if (word.HasDigit) continue;
                if (IsStop(word))
                {
                    rules |= NameRules.StopWord;
                    continue;
                }

                // "Вагиф оглы" is one patronymic.
                if (s_sonAndDaughter.Contains(word.Text) && words.Count > 0) words[^1] = words[^1].With(word.Text);
                else if (Skeleton.Coarse(word.Text).Length > 0) words.Add(new Piece(word, field));
            }
        }
    }

    private static readonly string[] s_sonAndDaughter = ["оглы", "оглу", "кызы", "гызы", "улы", "ұлы", "қызы", "угли", "ўғли", "кизи", "қизи", "ogli", "oglu", "qizi", "kizi"];

    // "А л и н а" is one word, spaced out for show.
    private static List<Word> Together(List<Word> words, ref NameRules rules)
    {
        if (words.Count < 4 || words.Exists(word => word.Text.Length > 1 || word.Dotted || word.HasDigit)) return words;
        rules |= NameRules.SpacedOut;
        return [words[0] with { Text = string.Concat(words.Select(word => word.Text)) }];
    }

    // "Я" and "с" are stop words, "Я." and "С" beside a name are initials.
    private static bool IsStop(Word word) =>
        StopWords.Contains(word.Text) && !(word.Text.Length == 1 && (word.Dotted || word.Capital));

    /// <summary>The parts of a name given in one piece.</summary>
    internal static PersonName Parse(string? text, bool typedByStaff) => Parse(text, null, null, typedByStaff);

    private enum Field { First, Second, Last }

    private sealed class Piece(Word word, Field source)
    {
        internal string Text => word.Text;

        internal Piece With(string ending) => new(word with { Text = word.Text + ending }, source);

        internal Field Field => source;

        internal bool IsInitial { get; } = word.Text.Length == 1;

        internal NameForm? Form { get; } = NameDictionary.Find(word.Text);

        internal Patronymic? Patronymic { get; } = Names.Patronymic.Read(Skeleton.Coarse(word.Text));

        internal SurnameForm Surname { get; } = SurnameForm.Read(word.Text);
    }

    private static PersonName Assign(List<Piece> words, NameRules rules, bool typedByStaff)
    {
        var first = FirstName(words);
        var patronymic = PatronymicOf(words, first);
        var surname = SurnameOf(words, first, patronymic, typedByStaff);
        first ??= words.Find(w => w != surname && w != patronymic && !w.IsInitial);
        if (first == surname) surname = null;

        var known = first?.Form is not null;
        var form = first is null ? null : first.Form ?? NameForm.Unknown(Skeleton.Coarse(first.Text));
        if (form is { IsKnown: true, IsFull: false }) rules |= NameRules.Diminutive;
        if (surname?.Surname.Sex == Sex.Female) rules |= NameRules.FeminineSurname;
        if (first is { Field: Field.Last } && surname is { Field: Field.First }) rules |= NameRules.Swapped;

        // An initial beside a first name is the surname's; beside a surname it is the first name's and says too little.
        var initial = surname is null && first is not null ? words.Find(w => w.IsInitial) : null;
        var shaped = surname?.Surname.HasShape ?? false;
        return new PersonName
        {
            First = form,
            FirstText = first?.Text,
            FirstCertain = known || first is not null && typedByStaff && shaped,
            Surname = surname?.Surname.Key,
            SurnameText = surname?.Text,
            SurnameCertain = surname is not null && (shaped || known && typedByStaff),
            SurnameInitial = initial is null ? '\0' : Skeleton.Coarse(initial.Text)[0],
            Patronymic = patronymic?.Patronymic!.Value.Stem,
            PatronymicText = patronymic?.Text,
            Sex = SexOf(form, surname, patronymic, shaped),
            Rules = rules,
        };
    }

    private static Piece? FirstName(List<Piece> words)
    {
        var known = words.FindAll(w => w.Form is not null && !w.IsInitial);
        // Some names are surnames, too: the field decides, then the order.
        return known.Find(w => w.Field == Field.First) ?? known.Find(w => w.Field == Field.Last) ?? known.Find(_ => true);
    }

    private static Piece? PatronymicOf(List<Piece> words, Piece? first)
    {
        var candidate = words.Find(w => w.Field == Field.Second && w.Patronymic is not null)
          ?? words.Find(w => w != first && w.Patronymic is not null);
        if (candidate is null || candidate == first) return null;
        if (candidate.Field == Field.Second || candidate.Patronymic!.Value.IsNeverSurname) return candidate;
        // Абрамович, Петрович are surnames, too: where a woman bears one, or nothing else could be the first name.
        var sex = candidate.Patronymic!.Value.Sex;
        if (first is null) return sex == Sex.Female && words.Count > 1 ? candidate : null;
        if (sex == Sex.Male && first.Form!.Sex == Sex.Female) return null;
        return candidate.Field == Field.Last && sex == Sex.Male ? null : candidate;
    }

    private static Piece? SurnameOf(List<Piece> words, Piece? first, Piece? patronymic, bool typedByStaff)
    {
        var rest = words.FindAll(w => w != first && w != patronymic && !w.IsInitial && w.Surname.Key.Length > 1);
        if (rest.Count == 0) return null;
        var best = rest.Find(w => w.Surname.HasShape) ?? rest.Find(w => w.Field == Field.Last);
        if (best is not null) return best;
        // Without a known first name a lone unknown word may be anything: it stays a first name that contradicts nobody.
        if (first is null && rest.Count == 1) return null;
        // Anna-Maria is two first names, not a surname, unless the CRM's people wrote the second one.
        return rest.FindLast(w => w.Form is null) ?? (typedByStaff ? rest[^1] : null);
    }

    private static Sex SexOf(NameForm? form, Piece? surname, Piece? patronymic, bool shaped)
    {
        var named = form?.Sex ?? Sex.Unknown;
        var fathers = patronymic?.Patronymic!.Value.Sex ?? Sex.Unknown;
        var family = shaped ? surname!.Surname.Sex : Sex.Unknown;
        var sex = named != Sex.Unknown ? named : fathers != Sex.Unknown ? fathers : family;
        var disagree = Disagree(named, fathers) || Disagree(named, family) || Disagree(fathers, family);
        return disagree ? Sex.Unknown : sex;
    }

    private static bool Disagree(Sex one, Sex other) => one != Sex.Unknown && other != Sex.Unknown && one != other;
}
