using System.Text.Json.Nodes;

namespace DedupPortal.Bitrix24;

/// <summary>Splits the answer of a batch into the outcomes of its calls.</summary>
internal static class BatchReader
{
    internal static BatchAnswer Read(JsonNode? batch, IEnumerable<string> keys, bool halt, ErrorCases errors)
    {
        var results = TolerantJson.Member(batch, "result");
        var failures = TolerantJson.Member(batch, "result_error");
        var totals = TolerantJson.Member(batch, "result_total");
        var nexts = TolerantJson.Member(batch, "result_next");
        var times = TolerantJson.Member(batch, "result_time");

        var entries = new List<BatchEntry>();
        var failed = false;
        foreach (var key in keys)
        {
            var time = TolerantJson.Member(times, key);
            if (TolerantJson.Member(failures, key) is { } failure)
            {
                entries.Add(new BatchEntry.Failed(key, errors.FromBatch(failure, time)));
                failed = true;
            }
            else if (results is JsonObject map && map.TryGetPropertyValue(key, out var result))
            {
                entries.Add(new BatchEntry.Answered(key, AnswerReader.Answer(result, TolerantJson.Member(totals, key), TolerantJson.Member(nexts, key), time)));
            }
            else if (halt && failed)
            {
                entries.Add(new BatchEntry.NotReached(key));
            }
            else
            {
                entries.Add(new BatchEntry.Failed(key, new BitrixError.RetryLater(ClientCodes.NoResult, "", RetryReason.NotJson, AnswerLost: true)));
                failed = true;
            }
        }

        return new BatchAnswer(entries);
    }
}
