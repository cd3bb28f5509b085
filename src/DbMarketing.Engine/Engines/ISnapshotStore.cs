using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Where snapshots of customers are kept when it is not beside their journal. A cache: what it has lost, or holds in another version,
/// costs a longer fold, and so does what is not of the journal that is served. Thread-safe.
/// </summary>
public interface ISnapshotStore
{
    /// <summary>The snapshot written last; null when there is none or it cannot be read now. Throws for no fault of the storage.</summary>
    Task<KeptSnapshot?> ReadAsync(CustomerId customer, CancellationToken cancellationToken);

    /// <summary>Writes snapshots of different customers. What throws is given up.</summary>
    Task WriteAsync(IReadOnlyList<KeptSnapshot> snapshots, CancellationToken cancellationToken);
}
