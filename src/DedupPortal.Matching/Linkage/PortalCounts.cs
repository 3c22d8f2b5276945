using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// How often a stranger agrees with a value: u-probabilities in closed form from the portal's own counts. General knowledge
/// counts as <see cref="MatchModel.NamePriorCards"/> more cards, so that small portals do not take every name for rare.
/// </summary>
internal sealed class PortalCounts
{
    private readonly PortalIndex _index;
    private readonly double _prior;
    private int[] _forms;
    private int[] _patronymics;
    private readonly int[] _initials = new int[128];
    private int _named;
    private int _surnamed;
    private int _fathered;
    private int _male;
    private int _female;
    private readonly double _handles;
    private int _cards;

    internal PortalCounts(PortalIndex index, MatchModel model)
    {
        (_index, _prior) = (index, model.NamePriorCards);
        _forms = new int[index.Forms.Count];
        _patronymics = new int[index.Patronymics.Count];
        foreach (ref var card in index.Phones.AsSpan(0, index.Rows)) Count(in card, 1);
        _handles = index.ByHandle.Total + _prior;
        _cards = index.Rows;
    }

    internal double Cards => Math.Max(1, _cards);

    /// <summary>Counts a card that came in (+1) or went (−1) later.</summary>
    internal void Change(in PhoneCard card, int by)
    {
        if (card.Form >= _forms.Length) Array.Resize(ref _forms, card.Form + 256);
        if (card.Patronymic >= _patronymics.Length) Array.Resize(ref _patronymics, card.Patronymic + 256);
        Count(in card, by);
        _cards += by;
    }

    private void Count(in PhoneCard card, int by)
    {
        if (card.Form != 0)
        {
            _forms[card.Form] += by;
            _named += by;
        }

        if (card.Surname != 0)
        {
            _surnamed += by;
            _initials[card.Initial] += by;
        }

        if (card.Patronymic != 0)
        {
            _patronymics[card.Patronymic] += by;
            _fathered += by;
        }

        if ((card.Flags & CardFlags.Male) != CardFlags.None) _male += by;
        if ((card.Flags & CardFlags.Female) != CardFlags.None) _female += by;
    }

    /// <summary>Share of cards that have a first name.</summary>
    internal double NamedShare => _named / Cards;

    /// <summary>Share of cards that have a surname.</summary>
    internal double SurnamedShare => _surnamed / Cards;

    /// <summary>Rates of the levels same form, related form, near form.</summary>
    internal (double Same, double Related, double Near) First(int form)
    {
        var (same, related, near) = (0.0, 0.0, 0.0);
        foreach (var (other, relation) in _index.Forms.Related(form))
        {
            var count = other < _forms.Length ? _forms[other] : 0;
            if (relation == FormRelation.Same) same += count;
            else if (relation == FormRelation.Related) related += count;
            else near += count;
        }

        // Generally a name's other forms are about as common as half of the form itself, and slips ten times rarer.
        var share = _prior * _index.Forms[form].Share;
        var total = _named + _prior;
        return ((same + share) / total, (related + share / 2) / total, (near + share / 10) / total);
    }

    internal double Surname(int surname) => (_index.CountOfSurname(surname) + _prior * NameForm.UnknownShare) / (_surnamed + _prior);

    internal double NearSurname(int surname)
    {
        var count = 0;
        foreach (var near in _index.NearSurnames(surname)) count += _index.CountOfSurname(near);
        return (count + _prior * NameForm.UnknownShare) / (_surnamed + _prior);
    }

    internal double Initial(byte letter) => (_initials[letter] + _prior / 20) / (_surnamed + _prior);

    internal double Patronymic(int father) => ((father < _patronymics.Length ? _patronymics[father] : 0) + _prior / 100) / (_fathered + _prior);

    internal double Sex(bool male) => ((male ? _male : _female) + _prior / 2) / (_male + _female + _prior);

    // Most handles are nobody else's: a portal with five e-mails does not make one of them common.
    internal double Handle(int handle) => Math.Max(1, _index.CountOfHandle(handle)) / _handles;

    internal double HandleWords(int words) => Math.Max(1, _index.CountOfWords(words)) / _handles;
}
