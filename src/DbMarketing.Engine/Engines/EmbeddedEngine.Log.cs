using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

public sealed partial class EmbeddedEngine
{
    private readonly ILogger<EmbeddedEngine> _logger;

    [LoggerMessage(1, LogLevel.Information, "The engine has stopped; every acknowledged interaction is in the journal.")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "Calls in flight were not waited for beyond {Timeout}, the setting Engine:StopTimeout.")]
    private static partial void LogStopImpatient(ILogger logger, TimeSpan timeout);
}
