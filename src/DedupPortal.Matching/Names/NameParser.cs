namespace DedupPortal.Matching.Names;

/// <summary>Reads the parts of a name out of fields or free text. One for each thread: it remembers words.</summary>
internal sealed class NameParser
{
    private static readonly string[] s_sonAndDaughter = ["оглы", "оглу", "кызы", "гызы", "улы", "ұлы", "қызы", "угли", "ўғли", "кизи", "қизи", "ogli", "oglu", "qizi", "kizi"];

    private const int LongestFather = 24;

    private readonly List<Token> _all = [];
    private readonly List<Token> _words = [];

    internal Lexicon Lexicon { get; } = new();

    /// <summary>The parts of a name given in one piece, by a parser of its own: for a few names.</summary>
    internal static PersonName Parse(string? text, bool typedByStaff) => new NameParser().Read(text, typedByStaff);

    /// <summary>The parts of a name in fields, by a parser of its own: for a few names.</summary>
    internal static PersonName Parse(string? first, string? second, string? last, bool typedByStaff) =>
        new NameParser().Read(first, second, last, typedByStaff);

    /// <summary>The parts of a name given in one piece.</summary>
    internal PersonName Read(ReadOnlySpan<char> text, bool typedByStaff) => Read(text, default, default, typedByStaff);

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
    internal PersonName Read(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> last, bool typedByStaff)
    {
        var rules = NameRules.None;
        _words.Clear();
        Split(first, NameField.First, ref rules);
        Split(second, NameField.Second, ref rules);
        Split(last, NameField.Last, ref rules);
        if (_words.Count > 0) return Assign(rules, typedByStaff);
        return rules == NameRules.None ? PersonName.Empty : PersonName.Empty with { Rules = rules };
    }

    private void Split(ReadOnlySpan<char> text, NameField field, ref NameRules rules)
    {
        if (text.IsEmpty) return;
        _all.Clear();
        Tokens.Split(text, field, Lexicon, _all, ref rules);
        if (_all.Count > 3 && IsSpacedOut()) Join(ref rules);
        foreach (var token in _all)
        {
            var word = token.Lexeme;
            if (word.HasDigit) continue;
            // "Я" and "с" are stop words, "Я." and "С" beside a name are initials.
            if (word.IsStop && !(word.IsInitial && (token.Dotted || token.Capital)))
            {
                rules |= NameRules.StopWord;
                continue;
            }

            // "Вагиф оглы" is one patronymic.
            if (_words.Count > 0 && word.Text.Length <= 4 && _words[^1].Lexeme.Text.Length <= LongestFather && s_sonAndDaughter.Contains(word.Text))
                _words[^1] = _words[^1] with { Lexeme = Lexicon[_words[^1].Lexeme.Text + word.Text] };
            else if (word.Coarse.Length > 0) _words.Add(token);
        }
    }

    // "А л и н а" is one word, spaced out for show.
    private bool IsSpacedOut()
    {
        foreach (var token in _all)
            if (token.Lexeme.Text.Length > 1 || token.Dotted || token.Lexeme.HasDigit) return false;
        return true;
    }

    private void Join(ref NameRules rules)
    {
        rules |= NameRules.SpacedOut;
        var first = _all[0] with { Lexeme = Lexicon[string.Concat(_all.Select(token => token.Lexeme.Text))] };
        _all.Clear();
        _all.Add(first);
    }

    private PersonName Assign(NameRules rules, bool typedByStaff)
    {
        var first = FirstName();
        var patronymic = PatronymicOf(first);
        var surname = SurnameOf(first, patronymic, typedByStaff);
        if (first < 0) first = OtherWord(surname, patronymic);
        if (first == surname) surname = -1;

        var firstWord = first < 0 ? null : _words[first].Lexeme;
        var family = surname < 0 ? null : _words[surname].Lexeme;
        var father = patronymic < 0 ? null : _words[patronymic].Lexeme;
        var known = firstWord?.Form is not null;
        var form = firstWord?.AsFirstName;
        if (form is { IsKnown: true, IsFull: false }) rules |= NameRules.Diminutive;
        if (family?.Surname.Sex == Sex.Female) rules |= NameRules.FeminineSurname;
        if (first >= 0 && surname >= 0 && _words[first].Field == NameField.Last && _words[surname].Field == NameField.First) rules |= NameRules.Swapped;

        // An initial beside a first name is the surname's; beside a surname it is the first name's and says too little.
        var initial = family is null && firstWord is not null ? Initial() : null;
        var shaped = family?.Surname.HasShape ?? false;
        return new PersonName
        {
            First = form,
            FirstText = firstWord?.Text,
            FirstCertain = known || firstWord is not null && typedByStaff && shaped,
            Surname = family?.Surname.Key,
            SurnameText = family?.Text,
            SurnameCertain = family is not null && (shaped || known && typedByStaff),
            SurnameInitial = initial is null ? '\0' : initial.Coarse[0],
            Patronymic = father?.Patronymic!.Value.Stem,
            PatronymicText = father?.Text,
            Sex = SexOf(form, family, father, shaped),
            Rules = rules,
        };
    }

    // Some names are surnames, too: the field decides, then the order.
    private int FirstName()
    {
        var (any, last) = (-1, -1);
        for (var i = 0; i < _words.Count; i++)
        {
            if (_words[i].Lexeme is not { Form: not null, IsInitial: false }) continue;
            if (_words[i].Field == NameField.First) return i;
            if (any < 0) any = i;
            if (last < 0 && _words[i].Field == NameField.Last) last = i;
        }

        return last >= 0 ? last : any;
    }

    private int PatronymicOf(int first)
    {
        var (found, second) = (-1, -1);
        for (var i = 0; i < _words.Count; i++)
        {
            if (_words[i].Lexeme.Patronymic is null) continue;
            if (second < 0 && _words[i].Field == NameField.Second) second = i;
            if (found < 0 && i != first) found = i;
        }

        var candidate = second >= 0 ? second : found;
        if (candidate < 0 || candidate == first) return -1;
        if (_words[candidate].Field == NameField.Second || _words[candidate].Lexeme.Patronymic!.Value.IsNeverSurname) return candidate;
        // Абрамович, Петрович are surnames, too: where a woman bears one, or nothing else could be the first name.
        var sex = _words[candidate].Lexeme.Patronymic!.Value.Sex;
        if (first < 0) return sex == Sex.Female && _words.Count > 1 ? candidate : -1;
        if (sex == Sex.Male && _words[first].Lexeme.Form!.Sex == Sex.Female) return -1;
        return _words[candidate].Field == NameField.Last && sex == Sex.Male ? -1 : candidate;
    }

    private int SurnameOf(int first, int patronymic, bool typedByStaff)
    {
        var (count, shaped, last, end, unknown) = (0, -1, -1, -1, -1);
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i].Lexeme;
            if (i == first || i == patronymic || word.IsInitial || word.Surname.Key.Length <= 1) continue;
            count++;
            end = i;
            if (word.Form is null) unknown = i;
            if (shaped < 0 && word.Surname.HasShape) shaped = i;
            if (last < 0 && _words[i].Field == NameField.Last) last = i;
        }

        if (shaped >= 0) return shaped;
        if (last >= 0) return last;
        // Without a known first name a lone unknown word may be anything: it stays a first name that contradicts nobody.
        if (first < 0 && count <= 1) return -1;
        // Anna-Maria is two first names, not a surname, unless the CRM's people wrote the second one.
        return unknown >= 0 ? unknown : typedByStaff ? end : -1;
    }

    private int OtherWord(int surname, int patronymic)
    {
        for (var i = 0; i < _words.Count; i++)
            if (i != surname && i != patronymic && !_words[i].Lexeme.IsInitial) return i;
        return -1;
    }

    private Lexeme? Initial()
    {
        foreach (var word in _words)
            if (word.Lexeme.IsInitial) return word.Lexeme;
        return null;
    }

    private static Sex SexOf(NameForm? form, Lexeme? surname, Lexeme? patronymic, bool shaped)
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
