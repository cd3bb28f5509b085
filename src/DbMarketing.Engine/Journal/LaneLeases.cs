namespace DbMarketing.Engine.Journal;

/// <summary>
/// What a <see cref="JournalWriter"/> must hold before it may commit: its share of the database (all of it, or a place in a cluster),
/// and one lane. In a cluster, a writer that lost its lane takes another that is free. Used by the writer's loop alone.
/// </summary>
internal sealed class LaneLeases(IJournalStore store, JournalWriterOptions options, TimeProvider time)
{
    private Lease? _share;

    /// <summary>The lane's lease, under which every commit is made; null before the first was taken.</summary>
    public Lease? Lane { get; private set; }

    public int LaneNumber { get; private set; }

    /// <summary>When the leases are to be renewed.</summary>
    public DateTimeOffset RenewAt { get; private set; }

    private bool IsShared => options.Cluster is not null;

    /// <summary>
    /// Takes or renews the leases and reads the lane's head. Throws <see cref="JournalInUseException"/> when others hold them.
    /// </summary>
    public async Task<LaneHead> TakeAsync(CancellationToken cancellationToken)
    {
        RenewAt = time.GetUtcNow() + (options.LeaseDuration / 3);
        _share = await TakeShareAsync(cancellationToken);
        (Lane, LaneNumber) = await TakeLaneAsync(cancellationToken);
        return await store.ReadLaneHeadAsync(LaneNumber, cancellationToken);
    }

    /// <summary>
    /// Renews the leases; false when the lane is a new one, or the same in a new epoch, so that its head must be read again.
    /// </summary>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        RenewAt = time.GetUtcNow() + (options.LeaseDuration / 3);
        var before = Lane;
        _share = await TakeShareAsync(cancellationToken);
        (Lane, LaneNumber) = await TakeLaneAsync(cancellationToken);
        return Lane.Name == before?.Name && Lane.Epoch == before.Epoch;
    }

    /// <summary>Gives all back, so that others need not wait for the expiry.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var lease in new[] { Lane, _share })
        {
            await (lease is null ? Task.CompletedTask : store.ReleaseLeaseAsync(lease, cancellationToken));
        }

        (Lane, _share) = (null, null);
    }

    private async Task<Lease> TakeShareAsync(CancellationToken cancellationToken)
    {
        var (name, owner) = IsShared ? (LeaseNames.Cluster, options.Cluster!) : (LeaseNames.Mode, options.Owner);
        return await AcquireAsync(name, owner, cancellationToken)
            ?? throw await InUseAsync([LeaseNames.Mode, LeaseNames.Cluster], cancellationToken);
    }

    private async Task<(Lease Lease, int Lane)> TakeLaneAsync(CancellationToken cancellationToken)
    {
        var lanes = IsShared ? Enumerable.Range(0, options.Lanes) : [0];
        foreach (var lane in lanes.OrderByDescending(lane => lane == LaneNumber && Lane is not null))
        {
            if (await AcquireAsync(LeaseNames.Lane(lane), options.Owner, cancellationToken) is { } lease)
            {
                return (lease, lane);
            }
        }

        throw await InUseAsync([LeaseNames.Lane(0)], cancellationToken);
    }

    private Task<Lease?> AcquireAsync(string name, string owner, CancellationToken cancellationToken) =>
        store.AcquireLeaseAsync(name, owner, options.LeaseDuration, cancellationToken);

    private async Task<JournalInUseException> InUseAsync(string[] names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            if (await store.ReadLeaseAsync(name, cancellationToken) is { } lease
                && (name != LeaseNames.Cluster || lease.Owner != options.Cluster))
            {
                return InUse(name, lease.Owner);
            }
        }

        return new JournalInUseException("This database is served by another process. Stop it first, or use another database.", null);
    }

    private static JournalInUseException InUse(string name, string owner)
    {
        if (name == LeaseNames.Cluster)
        {
            return new($"This database is served by the cluster '{owner}'. Stop it first, or use another database.", null);
        }

        var holder = JournalOwner.Parse(owner);
        var advice = holder?.Url is { } url
            ? $"Talk to it at {url} instead (import with --to {url}), or stop it first."
            : "Stop it first, or use another --data folder or --postgres database.";
        return new($"This database is served by {holder?.Describe() ?? "another process"}. {advice}", holder);
    }
}
