using DedupPortal.Emulator.Crm;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Merging;

/// <summary>What the winner's fields become, worked out before anything is written; null when two values cannot live together.</summary>
internal sealed class MergedValues
{
    private readonly EntityType _type;
    private readonly string _today;

    private MergedValues(EntityType type, CrmRecord winner, string today)
    {
        _type = type;
        _today = today;
        Values = new FieldMap(winner.Values);
        Lists = winner.Lists?.ToDictionary(p => p.Key, p => p.Value.ToList(), StringComparer.Ordinal) ?? [];
    }

    public FieldMap Values { get; }

    public Dictionary<string, List<string>> Lists { get; }

    /// <summary>Sources that did not survive: they go to the history.</summary>
    public List<string> LostSources { get; } = [];

    public static MergedValues? Compute(EntityType type, CrmRecord winner, IReadOnlyList<CrmRecord> losers, PortalClock clock)
    {
        var merged = new MergedValues(type, winner, clock.Now()[..10]);
        var byRows = winner.Products.Count > 0 && winner.Get("IS_MANUAL_OPPORTUNITY") != "Y";
        foreach (var loser in losers)
        {
            foreach (var field in FieldCatalog.Of(type).All)
            {
                var amountFollowsRows = byRows || (loser.Products.Count > 0 && loser.Get("IS_MANUAL_OPPORTUNITY") != "Y");
                if (!merged.Take(field, loser, amountFollowsRows))
                    return null;
            }
        }
        return merged;
    }

    private bool Take(FieldSpec field, CrmRecord loser, bool amountFollowsRows)
    {
        if (field.Merge == MergeRule.Skip)
            return true;
        if (field.Merge == MergeRule.Union)
        {
            var union = Lists.GetValueOrDefault(field.Name, []).Union(loser.List(field.Name), StringComparer.Ordinal).ToList();
            if (union.Count > 0)
                Lists[field.Name] = union;
            return true;
        }
        var own = Filled(field, Values[field.Name], isWinner: true);
        var other = Filled(field, loser.Get(field.Name), isWinner: false);
        if (other is null)
            return true;
        if (own is null)
        {
            Values[field.Name] = other;
            return true;
        }
        return own == other || Settle(field, own, other, loser, amountFollowsRows);
    }

    private bool Settle(FieldSpec field, string own, string other, CrmRecord loser, bool amountFollowsRows)
    {
        switch (field.Merge)
        {
            case MergeRule.Text:
                return NameLikeness.Normal(own) == NameLikeness.Normal(other);
            case MergeRule.PersonName:
                if (NameLikeness.SwappedOrJoined(Values, loser))
                    return true;
                if (NameLikeness.Common(own, other) is not { } common)
                    return false;
                Values[field.Name] = common;
                return true;
            case MergeRule.AppendHtml:
                if (!own.Contains(other, StringComparison.Ordinal))
                    Values[field.Name] = $"{own}<br>-- {_today} --<br>{other}";
                return true;
            case MergeRule.AppendText:
                if (!own.Contains(other, StringComparison.Ordinal))
                    Values[field.Name] = $"{own}\n-- {_today} --\n{other}";
                return true;
            case MergeRule.Source:
                LostSources.Add(other);
                return true;
            case MergeRule.Amount:
                return amountFollowsRows;
            default:
                return false;
        }
    }

    private string? Filled(FieldSpec field, string? value, bool isWinner)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (field.Kind is FieldKind.Number or FieldKind.Money or FieldKind.User or FieldKind.Link && Php.Int(value.Split('.')[0]) == 0 && value.All(c => c is '0' or '.'))
            return null;
        if (field.Kind == FieldKind.Boolean && isWinner && value == "0")
            return null;
        return field.Name == "NAME" && _type.Id == EntityType.ContactId && value == RecordDefaults.NamelessContact ? null : value;
    }
}
