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
    private readonly int[] _forms;
    private readonly int[] _patronymics;
    private readonly int[] _initials = new int[128];
    private readonly int _named;
    private readonly int _surnamed;
    private readonly int _fathered;
    private readonly int _male;
    private readonly int _female;
    private readonly double _handles;

    internal PortalCounts(PortalIndex index, MatchModel model)
    {
        (_index, _prior) = (index, model.NamePriorCards);
        _forms = new int[index.Forms.Count];
        _patronymics = new int[index.Patronymics.Count];
        foreach (ref var card in index.Phones.AsSpan())
        {
            if (card.Form != 0)
            {
                _forms[card.Form]++;
                _named++;
            }

            if (card.Surname != 0)
            {
                _surnamed++;
                _initials[card.Initial]++;
            }

            if (card.Patronymic != 0)
            {
                _patronymics[card.Patronymic]++;
                _fathered++;
            }

            if ((card.Flags & CardFlags.Male) != CardFlags.None) _male++;
            if ((card.Flags & CardFlags.Female) != CardFlags.None) _female++;
        }

        _handles = index.ByHandle.Total + _prior;
        Cards = Math.Max(1, index.Phones.Length);
    }

    internal double Cards { get; }

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

    internal double Surname(int surname) => (_index.BySurname.Count(surname) + _prior * NameForm.UnknownShare) / (_surnamed + _prior);

    internal double NearSurname(int surname)
    {
        var count = 0;
        foreach (var near in _index.NearSurnames(surname)) count += _index.BySurname.Count(near);
        return (count + _prior * NameForm.UnknownShare) / (_surnamed + _prior);
    }

    internal double Initial(byte letter) => (_initials[letter] + _prior / 20) / (_surnamed + _prior);

    internal double Patronymic(int father) => ((father < _patronymics.Length ? _patronymics[father] : 0) + _prior / 100) / (_fathered + _prior);

    internal double Sex(bool male) => ((male ? _male : _female) + _prior / 2) / (_male + _female + _prior);

    // Most handles are nobody else's: a portal with five e-mails does not make one of them common.
    internal double Handle(int handle) => Math.Max(1, _index.ByHandle.Count(handle)) / _handles;

    internal double HandleWords(int words) => Math.Max(1, _index.ByHandleWords.Count(words)) / _handles;
}
