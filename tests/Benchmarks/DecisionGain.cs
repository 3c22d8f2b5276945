using System.Globalization;
using DedupPortal.Cli.Linkage;
using DedupPortal.Matching;

namespace DedupPortal.Benchmarks;

/// <summary>
/// What a reviewer's decisions do for the pairs that he has not seen: he answers the engine's next-best questions of a labelled portal, fifty
/// between two scans, three in a hundred wrongly. Measured on the Telegram cards that no answer is about, with and without the answers.
/// </summary>
internal static class DecisionGain
{
    private const int BetweenScans = 50;
    private const double Wrong = 0.03;
    private const double Promised = 0.95;

    internal static int Run(string folder)
    {
        var (records, chats) = Read(folder);
        var truth = PortalFolder.Truth(folder);
        var random = new Random(1);
        var (same, different, reviewed, asked) = (new List<RecordPair>(), new List<RecordPair>(), new List<ReviewedPair>(), new HashSet<long>());
        var before = MatchEngine.Run(records, MatchModel.Default, MatchConstraints.None, null, CancellationToken.None);
        var now = before;
        var right = 0;
        Say($"{folder}: {records.Count} cards, {chats} from Telegram; of the chats that no answer is about, without and with the answers; as evidence alone, without what they say about the pairs themselves");
        foreach (var goal in (int[])[50, 200, 1000])
        {
            while (reviewed.Count < goal)
            {
                var constraints = new MatchConstraints(different, same) { Reviewed = reviewed };
                var scores = now.Scores.Where(score => score.Relation == PairRelation.TelegramToPhone).ToDictionary(score => score.Pair);
                var questions = OpenQuestions.Rank(now, constraints, 4 * BetweenScans).Where(question => scores.ContainsKey(question.Pair)).Take(Math.Min(BetweenScans, goal - reviewed.Count)).ToList();
                if (questions.Count == 0) break;
                foreach (var question in questions)
                {
                    var one = truth.Contains((records[question.Pair.First].Id, records[question.Pair.Second].Id));
                    if (one) right++;
                    var said = random.NextDouble() < Wrong ? !one : one;
                    reviewed.Add(ReviewedPair.Of(PairRelation.TelegramToPhone, [.. scores[question.Pair].Explanation.Bars], said));
                    (said ? same : different).Add(question.Pair);
                    asked.Add(records[question.Pair.First].Id);
                }

                now = MatchEngine.Run(records, MatchModel.Default, new MatchConstraints(different, same) { Reviewed = reviewed }, null, CancellationToken.None);
            }

            var taught = MatchEngine.Run(records, MatchModel.Default, MatchConstraints.None with { Reviewed = reviewed }, null, CancellationToken.None);
            Say($"after {reviewed.Count} answers, {right} of them about one person");
            Print("without", before, records, truth, asked);
            Print("with", now, records, truth, asked);
            Print("as evidence", taught, records, truth, asked);
        }

        return 0;
    }

    /// <summary>One changed phone card in a followed portal: what taking it in costs, and the groups around it.</summary>
    internal static int Follow(string folder)
    {
        var (records, chats) = Read(folder);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (portal, whole) = FollowedPortal.Start(records, MatchModel.Default, MatchConstraints.None, CancellationToken.None);
        Say($"{folder}: {records.Count} cards, {whole.Clusters.Count} groups, matched as a whole in {clock.Elapsed.TotalMilliseconds:F0} ms");
        var random = new Random(2);
        for (var change = 0; change < 24; change++)
        {
            var place = change % 3 == 0 ? random.Next(chats) : chats + random.Next(records.Count - chats);
            var other = records[chats + random.Next(records.Count - chats)];
            var (from, cpu) = (System.Diagnostics.Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var touched = portal.Change([new CardChange(place, records[place] with { DisplayName = other.DisplayName })], MatchConstraints.None);
            var taken = System.Diagnostics.Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            var part = touched is null ? null : portal.PartOf(touched, CancellationToken.None);
            Say($"  {(place < chats ? "Telegram" : "phone")} card: taken in {taken:F1} ms, groups {System.Diagnostics.Stopwatch.GetElapsedTime(from).TotalMilliseconds - taken:F1} ms, CPU {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:F0} ms; touched {touched?.Count}, part {part?.Places.Count} cards, {part?.Clusters.Count} groups");
            if (part is null) (portal, _) = FollowedPortal.Start(records, MatchModel.Default, MatchConstraints.None, CancellationToken.None);
        }

        return 0;
    }

    private static void Print(string name, MatchResult result, List<MatchRecord> records, HashSet<(long Telegram, long Phone)> truth, HashSet<long> asked)
    {
        var pairs = result.Scores.Where(score => score.Relation == PairRelation.TelegramToPhone && !asked.Contains(records[score.Pair.First].Id))
            .Select(score => new LinkedPair(records[score.Pair.First].Id, records[score.Pair.Second].Id, score.Weight, score.Probability)).ToList();
        var rest = truth.Where(pair => !asked.Contains(pair.Telegram)).ToHashSet();
        var found = Evaluation.Of(pairs, rest);
        var matches = pairs.Where(pair => pair.Probability >= Promised).ToList();
        Say($"  {name,-12} F1 at the best threshold {found.Best.F1:F4}, at p >= .5 {found.AtHalf.F1:F4} (precision {found.AtHalf.Precision:F4}), ECE {found.CalibrationError:F4}, Brier {found.Brier:F4}, recall at precision 99.5 % {found.RecallAtCertain:F3}, pairs at p >= {Promised} right {matches.Count(pair => rest.Contains((pair.TelegramCard, pair.PhoneCard))) / Math.Max(1.0, matches.Count):F4} of {matches.Count}");
    }

    // Telegram cards first, so that a pair of positions is one of them and a phone card.
    private static (List<MatchRecord> Records, int Chats) Read(string folder)
    {
        var records = new List<MatchRecord>();
        foreach (var row in CsvFile.Rows(Path.Combine(folder, "t.csv")))
        {
            records.Add(new MatchRecord
            {
                Kind = RecordKind.Lead, Id = Number(row["t_id"]), Title = row["title"], DisplayName = row["display"], Created = DateTimeOffset.FromUnixTimeSeconds(Number(row["created"])),
                SourceId = "1|TELEGRAM", MessengerCodes = row["imol"].Length > 0 ? [row["imol"]] : [], Webs = row["username"].Length > 0 ? ["https://t.me/" + row["username"]] : [], ChatTexts = [row["chat"]],
            });
        }

        var sent = CsvFile.Rows(Path.Combine(folder, "msg.csv")).ToLookup(row => Number(row["p_id"]), row => DateTimeOffset.FromUnixTimeSeconds(Number(row["sent"])));
        var chats = records.Count;
        foreach (var row in CsvFile.Rows(Path.Combine(folder, "p.csv")))
        {
            var id = Number(row["p_id"]);
            records.Add(new MatchRecord
            {
                Kind = RecordKind.Contact, Id = id, DisplayName = row["name"], Created = DateTimeOffset.FromUnixTimeSeconds(Number(row["created"])),
                Phones = [.. row["phones"].Split(';', StringSplitOptions.RemoveEmptyEntries)], Emails = row["email"].Length > 0 ? [row["email"]] : [], OutgoingMessages = [.. sent[id]],
            });
        }

        return (records, chats);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
