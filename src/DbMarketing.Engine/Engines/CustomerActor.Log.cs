using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

public sealed partial class CustomerActor
{
    [LoggerMessage(1, LogLevel.Warning, "A turn was not committed and its callers were told so: {Reason}")]
    private static partial void LogTurnNotCommitted(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Error, "A call failed within its turn; the customer recovers from the journal.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
