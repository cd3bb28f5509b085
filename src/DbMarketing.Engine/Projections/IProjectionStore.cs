using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Projections;

/// <summary>
/// Where projections are saved: a checkpoint and its parts always together. A cache of the journal: what is lost is made again. Every
/// method throws <see cref="JournalUnavailableException"/> when the storage cannot serve now. Thread-safe.
/// </summary>
public interface IProjectionStore : IAsyncDisposable
{
    /// <summary>
    /// Makes the tables. Those of an older program are dropped with what is in them; those of a newer one are refused where it may run at
    /// the same time, else dropped too.
    /// </summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>The projection as it is saved now; null when it never was.</summary>
    /// <param name="projection">Its name.</param>
    /// <param name="known">What the caller has already; its parts are left out when they are of the same generation.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<SavedProjection?> ReadAsync(string projection, Checkpoint? known, CancellationToken cancellationToken);

    /// <summary>
    /// Saves a checkpoint with the parts that changed, if the saved revision is the one before it; else changes nothing and returns
    /// false. After an exception either may have happened: trying again tells, since a commit that landed moved the revision.
    /// </summary>
    Task<bool> CommitAsync(Checkpoint checkpoint, IReadOnlyList<ProjectionPart> parts, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets all parts and begins a new generation with no lane, which whoever runs the projection takes up with its next commit.
    /// </summary>
    Task ForgetAsync(string projection, CancellationToken cancellationToken);
}
