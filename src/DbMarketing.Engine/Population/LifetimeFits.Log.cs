using DbMarketing.Engine.Lifetime;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

public sealed partial class LifetimeFits
{
    [LoggerMessage(1, LogLevel.Information, "Lifetime models, version {Version} ({Occasion}): {Model}, fitted in {Seconds:F1} s.")]
    private static partial void LogFitted(ILogger logger, long version, FitOccasion occasion, string model, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The lifetime models are put off: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "The fit of the lifetime models failed; those that held go on to hold.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Version {Version} of the lifetime models does not hold here: {Reason}")]
    private static partial void LogRefused(ILogger logger, string version, string reason);
}
