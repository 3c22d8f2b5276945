using System.Runtime.InteropServices;
using DedupPortal.Matching.Indexing;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Linkage;

/// <summary>How two forms of first names relate.</summary>
internal enum FormRelation : byte
{
    Silent = 0,
    Same = 1,
    Related = 2,
    Near = 3,
    Different = 4,
}

/// <summary>All forms of first names in a portal, their groups, and which forms agree with which.</summary>
internal sealed class Forms
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<NameForm?> _forms = [null];
    private readonly Dictionary<int, List<int>> _formsOfGroup = [];
    private readonly Dictionary<string, List<int>> _formsByBare = new(StringComparer.Ordinal);
    private (int Form, FormRelation Relation)[]?[] _related = [];
    private NearIndex _bare = new([]);
    private bool _grown = true;

    internal int Count => _forms.Count;

    internal NameForm this[int form] => _forms[form]!;

    internal int Add(NameForm? form)
    {
        if (form is null) return 0;
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, form.Key, out var known);
        if (known) return number;
        number = _forms.Count;
        _forms.Add(form);
        foreach (var group in form.Groups)
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_formsOfGroup, group, out _);
            (list ??= []).Add(number);
        }

        ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(_formsByBare, form.Bare, out _);
        (alike ??= []).Add(number);
        _grown = true;
        return number;
    }

    internal int[] Merge(Forms other)
    {
        var map = new int[other.Count];
        for (var form = 1; form < map.Length; form++) map[form] = Add(other[form]);
        return map;
    }

    /// <summary>Fixes the neighbourhoods once all forms are in; forms added later are found by exact form and group only.</summary>
    internal void Freeze()
    {
        if (!_grown) return;
        _bare = new NearIndex(_formsByBare.Keys.Order(StringComparer.Ordinal));
        _related = new (int, FormRelation)[]?[_forms.Count];
        _grown = false;
    }

    /// <summary>Makes a form that came after the freeze known to those it agrees with.</summary>
    internal void Join(int form)
    {
        foreach (var (other, relation) in Related(form))
            if (other != form && _related[other] is { } known && !Array.Exists(known, one => one.Form == form)) _related[other] = [.. known, (form, relation)];
    }

    /// <summary>
    /// The forms that agree with one, itself first; all others are different. Remembered. Not for several threads at once
    /// unless every form was asked for before.
    /// </summary>
    internal ReadOnlySpan<(int Form, FormRelation Relation)> Related(int form)
    {
        if (form < _related.Length && _related[form] is { } known) return known;
        if (form >= _related.Length) Array.Resize(ref _related, _forms.Count);
        var own = _forms[form]!;
        var found = new List<(int, FormRelation)> { (form, FormRelation.Same) };
        var seen = new HashSet<int> { form };
        foreach (var group in own.Groups)
            foreach (var other in _formsOfGroup[group])
                if (seen.Add(other)) found.Add((other, FormRelation.Related));
        foreach (var bare in _bare.Near(own.Bare).Prepend(own.Bare))
            foreach (var other in _formsByBare.GetValueOrDefault(bare, []))
                if (!seen.Contains(other) && NameStatistics.AreNear(own, _forms[other]!) && seen.Add(other)) found.Add((other, FormRelation.Near));
        return _related[form] = [.. found];
    }

    /// <summary>Whether two forms agree in any way.</summary>
    internal FormRelation Relation(int one, int other)
    {
        if (one == 0 || other == 0) return FormRelation.Silent;
        foreach (var (form, relation) in Related(one))
            if (form == other) return relation;
        return FormRelation.Different;
    }
}
