using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Silo.Hosting;

/// <summary>Makes the playbook hold on this node that any node of the cluster made active.</summary>
internal sealed partial class PlaybookFollower(
    PlaybookLibrary library, ReferenceSource reference, ClusterTimings timings, TimeProvider time, ILogger<PlaybookFollower> logger)
    : BackgroundService
{
    /// <summary>Looks once. Throws for nothing but the end of the host.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await library.RefreshAsync(cancellationToken))
            {
                LogActive(logger, reference.Current.Playbook.Version);
                if (reference.Current.Playbook.Faults is [var first, ..] faults)
                {
                    LogFaulty(logger, faults.Count, first);
                }
            }
        }
        catch (JournalUnavailableException exception)
        {
            LogNotRead(logger, exception.Message);
        }
        catch (InvalidDataException exception)
        {
            LogRefused(logger, exception.Message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: the node serves on with the playbook that it has, and looks again.
            LogFailed(logger, exception);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Ticks.RunAsync(timings.PlaybookInterval, time, RefreshAsync, stoppingToken);

    [LoggerMessage(1, LogLevel.Information, "Playbook version {Version} is active: another node activated it.")]
    private static partial void LogActive(ILogger logger, string version);

    [LoggerMessage(2, LogLevel.Debug, "The active playbook could not be looked up: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "The playbook that another node activated does not hold here: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "It has {Count} faults by the checks of this node, and holds all the same; the first: {First}")]
    private static partial void LogFaulty(ILogger logger, int count, PlaybookFault first);

    [LoggerMessage(4, LogLevel.Error, "The active playbook could not be looked up.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
