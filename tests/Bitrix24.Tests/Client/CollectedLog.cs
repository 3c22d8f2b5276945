using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>Keeps every log event as text: the sentence, each named value, and the exception if there is one.</summary>
internal sealed class CollectedLog : ILogger<BitrixClient>
{
    internal ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Attempts that failed, as the log tells them.</summary>
    internal int Failures => Lines.Count(line => line.Contains(", attempt ", StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Lines.Enqueue($"scope {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
        Lines.Enqueue($"{formatter(state, exception)} | {values} | {exception}");
    }
}
