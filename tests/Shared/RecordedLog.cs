using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Testing;

/// <summary>Keeps what is logged, of every level; as a provider, what is logged under any name. Thread-safe.</summary>
internal sealed class RecordedLog<T> : ILogger<T>, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>The lines so far, as <c>Warning: what happened</c>.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
