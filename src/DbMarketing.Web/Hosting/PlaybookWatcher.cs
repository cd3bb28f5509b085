using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Hosting;

/// <summary>
/// Makes the playbook's folder active again when its files have changed and then stood still for a moment. A folder with faults is
/// reported, and what is active stays active.
/// </summary>
internal sealed partial class PlaybookWatcher(
    string path, PlaybookLibrary library, TimeProvider time, ILogger<PlaybookWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(500);

    // Folders on a network do not always tell of their changes, so they are looked at now and then.
    private static readonly TimeSpan s_lookAnyway = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var folder = new PlaybookFolder(path);
        folder.TryReload(out _);
        using var changed = new SemaphoreSlim(0, 1);
        using var watcher = new FileSystemWatcher(path, "*.json") { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => Signal(changed);
        watcher.Created += (_, _) => Signal(changed);
        watcher.Deleted += (_, _) => Signal(changed);
        watcher.Renamed += (_, _) => Signal(changed);
        watcher.EnableRaisingEvents = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            await changed.WaitAsync(s_lookAnyway, stoppingToken);
            await Task.Delay(s_settle, time, stoppingToken);
            if (folder.TryReload(out var load))
            {
                await ActivateAsync(load, stoppingToken);
            }
        }
    }

    private async Task ActivateAsync(PlaybookLoad load, CancellationToken cancellationToken)
    {
        try
        {
            var result = load.Playbook is { } playbook
                ? await library.ActivateAsync(playbook, "folder", cancellationToken)
                : new ActivationResult(null, load.Faults);
            if (result.Activation is { } activation)
            {
                LogActivated(activation.Version);
                return;
            }

            LogRefused(FaultList.Count(result.Faults));
            foreach (var fault in FaultList.Lines(result.Faults))
            {
                LogFault(fault);
            }
        }
        catch (JournalUnavailableException exception)
        {
            LogNotStored(exception.Message);
        }
    }

    private static void Signal(SemaphoreSlim changed)
    {
        try
        {
            changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // A change is signalled already.
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping.
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The changed playbook is active: version {Version}.")]
    private partial void LogActivated(string version);

    [LoggerMessage(2, LogLevel.Error, "The changed playbook has {Count}, so the one before stays active:")]
    private partial void LogRefused(string count);

    [LoggerMessage(3, LogLevel.Error,
        "The changed playbook could not be stored, so the one before stays active; save a file again. {Reason}")]
    private partial void LogNotStored(string reason);

    [LoggerMessage(4, LogLevel.Error, "{Fault}")]
    private partial void LogFault(string fault);
}
