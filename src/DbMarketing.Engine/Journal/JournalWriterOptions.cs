namespace DbMarketing.Engine.Journal;

/// <summary>Limits and times of a <see cref="JournalWriter"/>.</summary>
public sealed class JournalWriterOptions
{
    /// <summary>Who writes, as the leases will name it. Must differ at each start.</summary>
    public string Owner { get; set; } = JournalOwner.ForThisProcess().ToString();

    /// <summary>
    /// The cluster whose silos share the database, each with a lane of its own. Null, the default, holds the database alone and writes
    /// lane 0 (the embedded engine), so that a second process is refused.
    /// </summary>
    public string? Cluster { get; set; }

    /// <summary>In a cluster: the most writers at once, 1 to 32,768, each with its lane. Default 256; one more is refused.</summary>
    public int Lanes { get; set; } = 256;

    /// <summary>How long a lease lasts without renewal; it is renewed after a third of it. Default 30 seconds.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most writes in one commit. Default 4,000: beyond it the latency of a commit grows and its throughput does not.
    /// </summary>
    public int MaxWritesPerCommit { get; set; } = 4_000;

    /// <summary>The most payload bytes in one commit; a single larger write still goes alone. Default 16 MiB.</summary>
    public long MaxBytesPerCommit { get; set; } = 16 << 20;

    /// <summary>The most writes waiting for a commit, turns under way among them; more are refused with 503. Default 100,000.</summary>
    public int MaxQueuedWrites { get; set; } = 100_000;

    /// <summary>
    /// The payload bytes waiting for a commit at which no further turn is begun: it is refused with 503. Turns under way may pass
    /// it, each by its own size. Default 256 MiB.
    /// </summary>
    public long MaxQueuedBytes { get; set; } = 256 << 20;

    /// <summary>
    /// How long to look for the outcome of an interrupted commit before its callers are told that it is unknown. Default 10
    /// seconds.
    /// </summary>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Throws <see cref="ArgumentException"/> naming the first setting that is out of range.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lanes, short.MaxValue + 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(Owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(LeaseDuration, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWritesPerCommit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytesPerCommit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxQueuedWrites);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxQueuedBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ResolveTimeout, TimeSpan.Zero);
    }
}
