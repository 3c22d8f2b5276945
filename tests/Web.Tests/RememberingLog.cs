using Microsoft.Extensions.Logging;

namespace DedupPortal.Web.Tests;

/// <summary>A log that keeps its lines: the message and the exception's message.</summary>
public sealed class RememberingLog : ILoggerProvider, ILogger
{
    public List<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{formatter(state, exception)} {exception?.Message}");

    public void Dispose()
    {
    }
}
