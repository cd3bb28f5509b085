using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Conformance;

/// <summary>How many commits are still let through, by all stores of one engine together. Thread-safe.</summary>
public sealed class CommitBudget
{
    private readonly TaskCompletionSource _lastTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;

    /// <summary>While true, every commit is refused.</summary>
    public bool Refuses
    {
        get => Volatile.Read(ref _left) <= 0;
        set => Volatile.Write(ref _left, value ? 0 : int.MaxValue);
    }

    /// <summary>Refuses every commit after so many more; completes when the last of them is taken.</summary>
    public Task RefuseAfter(int commits)
    {
        Volatile.Write(ref _left, commits);
        return _lastTaken.Task;
    }

    /// <summary>False when this commit must be refused.</summary>
    public bool TryTake()
    {
        var left = Interlocked.Decrement(ref _left);
        if (left == 0)
        {
            _lastTaken.TrySetResult();
        }

        return left >= 0;
    }
}

/// <summary>A store that lets through as many commits as there are in the budget.</summary>
public sealed class RefusingStore(IJournalStore inner, CommitBudget budget) : DelegatingJournalStore(inner)
{
    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        budget.TryTake()
            ? base.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken)
            : Task.FromException<CommitResult>(new JournalUnavailableException("The storage refuses commits."));
}
