using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Journal;

public sealed partial class JournalWriter
{
    [LoggerMessage(1, LogLevel.Information, "Writing lane {Lane} in epoch {Epoch} from position {Position}.")]
    private static partial void LogEstablished(ILogger logger, int lane, long epoch, long position);

    [LoggerMessage(2, LogLevel.Warning, "Lane {Lane} was taken over; what waited for a commit failed and will be decided again.")]
    private static partial void LogFenced(ILogger logger, int lane);

    [LoggerMessage(3, LogLevel.Warning, "A commit of {Writes} writes on lane {Lane} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, int writes, int lane, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The outcome of a commit of {Writes} writes on lane {Lane} was unknown; it {Outcome}.")]
    private static partial void LogResolved(ILogger logger, int writes, int lane, string outcome);

    [LoggerMessage(5, LogLevel.Warning, "Lane {Lane}: the lease could not be renewed: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, int lane, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Losers} writes on lane {Lane} lost against another activation of their customer.")]
    private static partial void LogConflict(ILogger logger, int losers, int lane);

    [LoggerMessage(7, LogLevel.Error, "A commit of {Writes} writes on lane {Lane} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, int writes, int lane);

    [LoggerMessage(8, LogLevel.Error, "This process has lost the database, and commits nothing until it has it again: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);
}
