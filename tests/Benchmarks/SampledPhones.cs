using DedupPortal.Cli.Linkage;

namespace DedupPortal.Benchmarks;

/// <summary>A phone card as the tables of a portal have it.</summary>
internal sealed record SampledPhone(long Id, long Created, string Name, string Phones, string Email, long[] Messages);

/// <summary>Draws phone cards out of a portal's tables.</summary>
internal static class SampledPhones
{
    /// <summary>About <paramref name="wanted"/> of <paramref name="all"/> cards, in random order with a fixed seed.</summary>
    internal static List<SampledPhone> Draw(string folder, int wanted, int all)
    {
        var random = new Random(5);
        var drawn = new Dictionary<long, SampledPhone>();
        using (var text = new StreamReader(Path.Combine(folder, "p.csv")))
        {
            var csv = new CsvReader(text, "p.csv", "p_id", "created", "name", "phones", "email");
            while (csv.Read())
            {
                if (random.NextDouble() * all >= wanted) continue;
                var id = csv.Number(0, "p_id");
                drawn.Add(id, new SampledPhone(id, csv.Number(1, "created"), csv[2].ToString(), csv[3].ToString(), csv[4].ToString(), []));
            }
        }

        var messages = new Dictionary<long, List<long>>();
        using (var text = new StreamReader(Path.Combine(folder, "msg.csv")))
        {
            var csv = new CsvReader(text, "msg.csv", "p_id", "sent");
            while (csv.Read())
            {
                if (!drawn.ContainsKey(csv.Number(0, "p_id"))) continue;
                if (!messages.TryGetValue(csv.Number(0, "p_id"), out var list)) messages.Add(csv.Number(0, "p_id"), list = []);
                list.Add(csv.Number(1, "sent"));
            }
        }

        var cards = drawn.Values.Select(card => card with { Messages = [.. messages.GetValueOrDefault(card.Id, []), card.Created + random.Next(20_000_000)] }).ToArray();
        random.Shuffle(cards);
        return [.. cards];
    }
}
