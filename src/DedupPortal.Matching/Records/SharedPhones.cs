namespace DedupPortal.Matching.Records;

/// <summary>Finds phones that belong to nobody in particular: a reception, an invented number the CRM's people re-use.</summary>
internal static class SharedPhones
{
    /// <summary>Gives every card its usable phones.</summary>
    internal static void Remove(IReadOnlyList<NormalizedRecord> records, int mostCards)
    {
        var bearers = new Dictionary<long, List<NormalizedRecord>>();
        foreach (var record in records)
        {
            foreach (var phone in record.PlausiblePhones)
            {
                if (!bearers.TryGetValue(phone, out var list)) bearers.Add(phone, list = []);
                list.Add(record);
            }
        }

        var shared = bearers.Where(b => IsShared(b.Value, mostCards)).Select(b => b.Key).ToHashSet();
        foreach (var record in records)
            record.Phones = shared.Count == 0 ? record.PlausiblePhones : [.. record.PlausiblePhones.Where(p => !shared.Contains(p))];
    }

    // One client may have a dozen cards: only many cards of many different people make a phone anonymous.
    internal static bool IsShared(List<NormalizedRecord> cards, int mostCards) =>
      cards.Count > mostCards
      && cards.Where(c => c.Name.First is not null).Select(c => c.Name.First!.Key + " " + c.Name.Surname).Distinct(StringComparer.Ordinal).Count() > mostCards / 2;
}
