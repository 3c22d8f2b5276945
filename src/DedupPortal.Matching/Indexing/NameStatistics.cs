using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Indexing;

/// <summary>
/// How common each name is among the cards compared against: the u-probabilities in closed form. A form's own general
/// share counts as <c>priorCards</c> more cards, so that small portals do not take every name for rare.
/// </summary>
internal sealed class NameStatistics
{
    private readonly Dictionary<string, (NameForm Form, int Count)> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<string>> _formsOfGroup = [];
    private readonly Dictionary<string, List<NameForm>> _formsByBare = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Rates> _rates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _surnames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _patronymics = new(StringComparer.Ordinal);
    private readonly int[] _initials = new int[128];
    private readonly double _priorCards;
    private readonly NearIndex _nearForms;
    private int _firstNames;
    private int _surnameCount;
    private int _patronymicCount;
    private int _male;
    private int _female;

    internal NameStatistics(IReadOnlyCollection<PersonName> names, double priorCards)
    {
        _priorCards = priorCards;
        foreach (var name in names) Count(name, 1);
        _nearForms = new NearIndex(_formsByBare.Keys.Order(StringComparer.Ordinal));
        NearSurnames = new NearIndex(_surnames.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Counts a name that came (+1) or went (−1) later. A new word is no slip of another one until all are counted anew.</summary>
    internal void Change(PersonName name, int by)
    {
        Count(name, by);
        _rates.Clear();
    }

    private void Count(PersonName name, int by)
    {
        if (name.First is { } form)
        {
            _firstNames += by;
            var seen = _forms.TryGetValue(form.Key, out var entry);
            _forms[form.Key] = (form, entry.Count + by);
            if (!seen) Register(form);
        }

        if (name.Surname is { Length: > 0 } surname)
        {
            _surnameCount += by;
            _surnames[surname] = _surnames.GetValueOrDefault(surname) + by;
            _initials[surname[0] & 127] += by;
        }

        if (name.Patronymic is { } father)
        {
            _patronymicCount += by;
            _patronymics[father] = _patronymics.GetValueOrDefault(father) + by;
        }

        if (name.Sex == Sex.Male) _male += by;
        else if (name.Sex == Sex.Female) _female += by;
    }

    internal NearIndex NearSurnames { get; }

    /// <summary>Chance that a stranger's first name agrees with a form at each level.</summary>
    /// <param name="Same">In the same form.</param>
    /// <param name="Related">In another form of the same name.</param>
    /// <param name="Near">A slip of the finger apart.</param>
    internal sealed record Rates(double Same, double Related, double Near)
    {
        internal double Different => Math.Max(0.05, 1 - Same - Related - Near);
    }

    /// <summary>Rates of a form, remembered.</summary>
    internal Rates Of(NameForm form)
    {
        if (_rates.TryGetValue(form.Key, out var known)) return known;
        var same = Count(form.Key);
        var related = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in form.Groups)
            if (_formsOfGroup.TryGetValue(group, out var forms)) related.UnionWith(forms);
        related.Remove(form.Key);
        var relatedCards = related.Sum(Count);
        var nearCards = NearForms(form).Sum(other => Count(other.Key));
        var total = _firstNames + _priorCards;
        // Generally a name's other forms are about as common as half of the form itself, and slips ten times rarer.
        var rates = new Rates(
          (same + _priorCards * form.Share) / total,
          (relatedCards + _priorCards * form.Share / 2) / total,
          (nearCards + _priorCards * form.Share / 10) / total);
        _rates.Add(form.Key, rates);
        return rates;
    }

    /// <summary>Chance that a stranger has this surname.</summary>
    internal double SurnameRate(string surname) =>
      (_surnames.GetValueOrDefault(surname) + _priorCards * NameForm.UnknownShare) / (_surnameCount + _priorCards);

    /// <summary>Chance that a stranger's surname is near this one.</summary>
    internal double NearSurnameRate(string surname) =>
      (NearSurnames.Near(surname).Sum(s => _surnames.GetValueOrDefault(s)) + _priorCards * NameForm.UnknownShare) / (_surnameCount + _priorCards);

    /// <summary>Chance that a stranger's surname begins with this letter.</summary>
    internal double InitialRate(char initial) => (_initials[initial & 127] + _priorCards / 20) / (_surnameCount + _priorCards);

    /// <summary>Chance that a stranger's father has this name.</summary>
    internal double PatronymicRate(string father) => (_patronymics.GetValueOrDefault(father) + _priorCards / 100) / (_patronymicCount + _priorCards);

    /// <summary>Chance that a stranger is of this sex.</summary>
    internal double SexRate(Sex sex) => ((sex == Sex.Male ? _male : _female) + _priorCards / 2) / (_male + _female + _priorCards);

    /// <summary>Whether two forms that share no name are a slip of the finger apart; full names of the dictionary never are.</summary>
    internal static bool AreNear(NameForm one, NameForm other) =>
      !(one.IsKnown && other.IsKnown) && NearIndex.AreNear(one.Bare, other.Bare);

    private IEnumerable<NameForm> NearForms(NameForm form) =>
      _nearForms.Near(form.Bare).SelectMany(bare => _formsByBare[bare]).Where(other => !other.SharesGroup(form) && AreNear(form, other));

    private int Count(string key) => _forms.TryGetValue(key, out var entry) ? entry.Count : 0;

    private void Register(NameForm form)
    {
        var bare = form.Bare;
        if (!_formsByBare.TryGetValue(bare, out var alike)) _formsByBare.Add(bare, alike = []);
        alike.Add(form);
        foreach (var group in form.Groups)
        {
            if (!_formsOfGroup.TryGetValue(group, out var forms)) _formsOfGroup.Add(group, forms = []);
            forms.Add(form.Key);
        }
    }
}
