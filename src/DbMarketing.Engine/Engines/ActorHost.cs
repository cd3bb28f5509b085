using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>What a <see cref="CustomerActor"/> needs of the node it lives on. Shared by all activations, thread-safe.</summary>
public sealed record ActorHost
{
    public required IJournalStore Store { get; init; }
    public required JournalWriter Writer { get; init; }
    public required ReferenceSource Reference { get; init; }
    public required TimeProvider Time { get; init; }
    /// <summary>Where turns run. Never the scheduler of a grain: the writer's commits are awaited on it.</summary>
    public required TaskScheduler Scheduler { get; init; }
    public required EngineLimits Limits { get; init; }
    public required CustomerFeed Feed { get; init; }
    public required EngineStatistics Statistics { get; init; }
    public required SnapshotSink Snapshots { get; init; }
    /// <summary>Where snapshots are kept; null beside the journal.</summary>
    public ISnapshotStore? SnapshotStore { get; init; }
    public required HistoryReader History { get; init; }
    /// <summary>Slots of <see cref="EngineLimits.RecoveriesAtOnce"/>.</summary>
    public required SemaphoreSlim Recoveries { get; init; }
    /// <summary>A fresh seed for each decision; recorded in it.</summary>
    public required Func<ulong> NextSeed { get; init; }
    /// <summary>Told, after the commit, of a merge step that is owed; must return at once. What it drops, the outbox sweep finds.</summary>
    public required Action<OutboxItem> Owed { get; init; }
    public required ILogger Logger { get; init; }

    /// <summary>Does something at an interval, on the turns' scheduler, until the timer is disposed.</summary>
    internal ITimer Every(TimeSpan interval, Action act) => Time.CreateTimer(
        _ => Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler), null, interval, interval);

    /// <summary>Commits counts of interactions that were rejected before they could reach a customer.</summary>
    internal async Task CountRejectedAsync(IReadOnlyList<LedgerDelta> ledger, CancellationToken cancellationToken)
    {
        if (ledger.Count > 0)
        {
            await Writer.AppendAsync(new JournalWrite { Customer = default, Key = default, Ledger = ledger }, cancellationToken);
            Statistics.TurnCommitted(default, ledger, []);
        }
    }
}
