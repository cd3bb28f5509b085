using DbMarketing.Web.Hosting;
using Npgsql;

namespace DbMarketing.Silo.Schema;

/// <summary>The database as the Orleans providers see it: a schema of their own beside the journal's.</summary>
internal static class ClusterDatabase
{
    public const string Schema = "orleans";

    /// <summary>The name by which the Orleans providers know Npgsql.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>
    /// The most connections of a silo for the snapshots of its customers. More readers and writers wait for one, and a snapshot that
    /// comes too late is only a fold more.
    /// </summary>
    public const int SnapshotConnections = 20;

    /// <summary>
    /// The most connections of a node for the membership. They are its own, so that no rush for snapshots keeps a silo from saying that
    /// it lives.
    /// </summary>
    public const int MembershipConnections = 4;

    /// <summary>For the storage of snapshots.</summary>
    public static string ForSnapshots(string postgres) => ConnectionString(postgres, "snapshots", SnapshotConnections);

    /// <summary>For the membership, and for what makes the schema.</summary>
    public static string ForMembership(string postgres) => ConnectionString(postgres, "membership", MembershipConnections);

    /// <summary>
    /// A connection string whose tables are those of the schema. What it does not say is set to what the providers' few, short
    /// statements need: they are prepared once for each connection, and a connection goes back to the pool as it is. A size of pool that
    /// it says is the journal's.
    /// </summary>
    private static string ConnectionString(string postgres, string purpose, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionText.Checked(postgres))
        {
            SearchPath = Schema, NoResetOnClose = true, MinPoolSize = 0, MaxPoolSize = connections,
        };
        settings.ApplicationName = $"{settings.ApplicationName ?? "dbmarketing"} {purpose}";
        settings.MaxAutoPrepare = settings.MaxAutoPrepare == 0 ? 20 : settings.MaxAutoPrepare;
        return settings.ConnectionString;
    }
}
