using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Carries a merge's decisions over to the records as they are numbered today. Pure.</summary>
internal static class DraftRepetition
{
    /// <summary>The choice in today's numbers; null when what it speaks of is not there any more.</summary>
    public static FieldChoice? Translate(FieldChoice choice, PortalReading former, PortalReading today, Func<EntityRef, EntityRef> map) => choice switch
    {
        FieldChoice.FromRecord from => today.Snapshots.Any(snapshot => snapshot.Ref == map(from.Record)) ? new FieldChoice.FromRecord(map(from.Record)) : null,
        FieldChoice.Union union => new FieldChoice.Union([.. union.Keys.Select(key => Key(key, former, today, map)).OfType<string>()]),
        _ => choice,
    };

    private static string? Key(string key, PortalReading former, PortalReading today, Func<EntityRef, EntityRef> map)
    {
        // A joined text is named by its record, an entry by record and number, an element of a set by itself.
        if (EntityRef.TryParse(key, out var record)) return map(record).ToString();
        if (key.Split('#') is not [var owner, var number] || !EntityRef.TryParse(owner, out var holder)) return key;
        var entry = former.Snapshots.FirstOrDefault(snapshot => snapshot.Ref == holder)?.Multifields.FirstOrDefault(entry => entry.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == number);
        var again = entry is null ? null : today.Snapshots.FirstOrDefault(snapshot => snapshot.Ref == map(holder))?.Multifields.FirstOrDefault(other => other with { Id = entry.Id } == entry);
        return again is null ? null : $"{map(holder)}#{again.Id}";
    }
}
