using System.Diagnostics.CodeAnalysis;

namespace DedupPortal.Bitrix24;

/// <summary>Outcome of one call of a batch.</summary>
public abstract record BatchEntry
{
    private BatchEntry(string key) => Key = key;

    public string Key { get; }

    /// <summary>The call succeeded.</summary>
    public sealed record Answered(string Key, BitrixAnswer Answer) : BatchEntry(Key);

    /// <summary>The call was refused or failed.</summary>
    public sealed record Failed(string Key, BitrixError Error) : BatchEntry(Key);

    /// <summary>The call was not executed, because an earlier one failed and the batch was to halt.</summary>
    public sealed record NotReached(string Key) : BatchEntry(Key);
}

/// <summary>Outcomes of a batch's calls, in the order of the calls.</summary>
public sealed class BatchAnswer
{
    private readonly Dictionary<string, BatchEntry> _byKey;

    internal BatchAnswer(IReadOnlyList<BatchEntry> entries)
    {
        Entries = entries;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    public IReadOnlyList<BatchEntry> Entries { get; }

    /// <summary>Outcome of the call with this key. Throws <see cref="KeyNotFoundException"/> for a key that was not sent.</summary>
    public BatchEntry this[string key] => _byKey[key];

    /// <summary>The first failure in order of the calls; null when there was none.</summary>
    public BatchEntry.Failed? FirstFailure => Entries.OfType<BatchEntry.Failed>().FirstOrDefault();

    /// <summary>The answer of the call with this key; false when it failed, was not reached, or was not sent.</summary>
    public bool TryGetAnswer(string key, [NotNullWhen(true)] out BitrixAnswer? answer)
    {
        answer = (_byKey.GetValueOrDefault(key) as BatchEntry.Answered)?.Answer;
        return answer is not null;
    }
}
