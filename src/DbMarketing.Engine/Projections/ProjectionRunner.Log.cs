using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Projections;

public sealed partial class ProjectionRunner
{
    [LoggerMessage(1, LogLevel.Warning, "The projection '{Projection}' is put off, and tries again until it can: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string projection, string reason);

    [LoggerMessage(2, LogLevel.Error, "The projection '{Projection}' stands still until the process starts again or it is rebuilt.")]
    private static partial void LogStopped(ILogger logger, Exception exception, string projection);

    [LoggerMessage(3, LogLevel.Information, "The projection '{Projection}' is made again from the first row: {Reason}.")]
    private static partial void LogRebuilding(ILogger logger, string projection, string reason);

    [LoggerMessage(4, LogLevel.Warning,
        "The projection '{Projection}' is {Lag} behind the journal, {Comparison} than Projections:MaxLag, {Limit}.")]
    private static partial void LogLag(ILogger logger, string projection, TimeSpan lag, string comparison, TimeSpan limit);

    [LoggerMessage(5, LogLevel.Warning,
        "The projection '{Projection}' could not be saved or given back at the end; the next owner folds what is missing.")]
    private static partial void LogNotEnded(ILogger logger, Exception exception, string projection);
}
