using System.Globalization;
using DedupPortal.Bitrix24;

namespace DedupPortal.Merging;

/// <summary>Gathers reads, sends them fifty to a request, and hands each answer to whoever asked.</summary>
internal sealed class BatchCollector(BitrixClient client)
{
    private readonly List<(BitrixCall Call, Action<BitrixAnswer> Take, Func<BitrixError, BitrixError?> OnError)> _calls = [];

    /// <summary>Requests sent so far.</summary>
    public int Requests { get; private set; }

    /// <summary><paramref name="onError"/> may turn an error into null, "as good as no answer"; without it every error stops the reading.</summary>
    public void Add(BitrixCall call, Action<BitrixAnswer> take, Func<BitrixError, BitrixError?>? onError = null) =>
        _calls.Add((call, take, onError ?? (error => error)));

    /// <summary>Sends everything gathered, and what the answers cause to be gathered, until nothing is left. Null, or the first error.</summary>
    public async Task<BitrixError?> RunAsync(CancellationToken cancellationToken)
    {
        while (_calls.Count > 0)
        {
            var now = _calls.Take(BitrixClient.LargestBatch).ToList();
            _calls.RemoveRange(0, now.Count);
            var keyed = now.Select((entry, index) => (Key: string.Create(CultureInfo.InvariantCulture, $"c{index}"), entry.Call)).ToList();
            var batch = await client.BatchAsync(keyed, halt: false, cancellationToken);
            Requests++;
            if (batch.Error is { } lost) return lost;
            for (var index = 0; index < now.Count; index++)
            {
                switch (batch.Value[keyed[index].Key])
                {
                    case BatchEntry.Answered answered:
                        now[index].Take(answered.Answer);
                        break;
                    case BatchEntry.Failed failed when now[index].OnError(failed.Error) is { } error:
                        return error;
                    default:
                        break;
                }
            }
        }

        return null;
    }

    /// <summary>Gathers what hangs on one card: where <paramref name="isThere"/> says that the card is gone, its surroundings' answers and errors mean nothing.</summary>
    internal sealed class Of(BatchCollector batch, Func<bool> isThere)
    {
        public void Add(BitrixCall call, Action<BitrixAnswer> take, Func<BitrixError, BitrixError?>? onError = null) => batch.Add(
            call,
            answer =>
            {
                if (isThere()) take(answer);
            },
            error => !isThere() ? null : onError is null ? error : onError(error));
    }
}
