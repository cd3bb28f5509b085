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

    /// <summary>Until when the leases are held if nothing renews them.</summary>
    public DateTimeOffset HeldUntil { get; private set; }

    /// <summary>When the leases are to be renewed.</summary>
    public DateTimeOffset RenewAt { get; private set; }

    /// <summary>
    /// Takes or renews the leases and reads the lane's head. Throws <see cref="JournalInUseException"/> when others hold them.
    /// </summary>
    public async Task<LaneHead> TakeAsync(CancellationToken cancellationToken)
    {
        await TakeBothAsync(cancellationToken);
        return await store.ReadLaneHeadAsync(LaneNumber, cancellationToken);
    }

    /// <summary>
    /// Renews the leases; false when the lane is a new one, or the same in a new epoch, so that its head must be read again.
    /// </summary>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var before = Lane;
        await TakeBothAsync(cancellationToken);
        return Lane!.Name == before?.Name && Lane.Epoch == before.Epoch;
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

    private async Task TakeBothAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        RenewAt = now + (options.LeaseDuration / 3);
        _share = await DatabaseShare.TakeAsync(store, options, cancellationToken);
        (Lane, LaneNumber) = await TakeLaneAsync(cancellationToken);
        HeldUntil = now + options.LeaseDuration;
    }

    private async Task<(Lease Lease, int Lane)> TakeLaneAsync(CancellationToken cancellationToken)
    {
        var lanes = options.Cluster is not null ? Enumerable.Range(0, options.Lanes) : [0];
        foreach (var lane in lanes.OrderByDescending(lane => lane == LaneNumber && Lane is not null))
        {
            var name = LeaseNames.Lane(lane);
            if (options.Cluster is not null && await store.ReadLeaseAsync(name, cancellationToken) is { } held
                && held.Owner != options.Owner)
            {
                // Looked at first, because asking for it would wait for its holder's commits.
                continue;
            }

            if (await store.AcquireLeaseAsync(name, options.Owner, options.LeaseDuration, cancellationToken) is { } lease)
            {
                return (lease, lane);
            }
        }

        throw await DatabaseShare.InUseAsync(store, options, [LeaseNames.Lane(0)], cancellationToken);
    }

}
