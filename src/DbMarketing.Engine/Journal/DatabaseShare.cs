namespace DbMarketing.Engine.Journal;

/// <summary>A process's share of the database: all of it, or a place in a cluster.</summary>
public static class DatabaseShare
{
    /// <summary>Takes or renews it. Throws <see cref="JournalInUseException"/>, which names who serves the database instead.</summary>
    public static async Task<Lease> TakeAsync(IJournalStore store, JournalWriterOptions options, CancellationToken cancellationToken)
    {
        var (name, owner) = options.Cluster is { } cluster ? (LeaseNames.Cluster, cluster) : (LeaseNames.Mode, options.Owner);
        return await store.AcquireLeaseAsync(name, owner, options.LeaseDuration, cancellationToken)
            ?? throw await InUseAsync(store, options, [LeaseNames.Mode, LeaseNames.Cluster], cancellationToken);
    }

    /// <summary>Names whoever holds the first of these leases that is held.</summary>
    internal static async Task<JournalInUseException> InUseAsync(
        IJournalStore store, JournalWriterOptions options, string[] names, CancellationToken cancellationToken)
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
