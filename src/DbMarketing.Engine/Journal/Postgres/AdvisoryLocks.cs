namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>
/// The first halves of the advisory locks that the product takes in a database; the other half is the hash of a schema's name. In one
/// place, since two purposes with one number would wait for each other for ever.
/// </summary>
internal static class AdvisoryLocks
{
    /// <summary>One starter at a time makes or migrates the journal's tables.</summary>
    public const int Migration = 0x44624d01;

    /// <summary>The right to the database, held by a session for as long as its process serves.</summary>
    public const int Share = 0x44624d02;

    /// <summary>One starter at a time makes or migrates the tables of projections.</summary>
    public const int ProjectionMigration = 0x44624d03;

    /// <summary>One starter at a time makes or migrates the tables of a cluster.</summary>
    public const int ClusterMigration = 0x44624d04;

    /// <summary>One batch of products' stock at a time is written.</summary>
    public const int Inventory = 0x44624d05;
}
