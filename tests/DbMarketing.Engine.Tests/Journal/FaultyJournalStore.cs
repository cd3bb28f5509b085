using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>Lets a test stand between a writer and its storage.</summary>
internal sealed class FaultyJournalStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    /// <summary>Replaces the commit; call the given function for the real one.</summary>
    public Func<Func<Task<CommitResult>>, Task<CommitResult>> OnCommit { get; set; } = static commit => commit();

    /// <summary>When set, leases and heads cannot be read.</summary>
    public Exception? Down { get; set; }

    /// <summary>The writes of each commit that was tried.</summary>
    public List<IReadOnlyList<JournalWrite>> Commits { get; } = [];

    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        Commits.Add(writes);
        return OnCommit(() => Inner.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken));
    }

    public override Task<Lease?> AcquireLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        Down is null ? Inner.AcquireLeaseAsync(name, owner, duration, cancellationToken) : Task.FromException<Lease?>(Down);

    public override Task<LaneHead> ReadLaneHeadAsync(int lane, CancellationToken cancellationToken) =>
        Down is null ? Inner.ReadLaneHeadAsync(lane, cancellationToken) : Task.FromException<LaneHead>(Down);
}
