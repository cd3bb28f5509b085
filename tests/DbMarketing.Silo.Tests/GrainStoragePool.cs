using DbMarketing.Silo.Schema;
using Npgsql;

namespace DbMarketing.Silo.Tests;

/// <summary>The connections of the Orleans providers to one database, which outlive its silos; a server takes only so many.</summary>
internal static class GrainStoragePool
{
    public static void Clear(string postgres)
    {
        foreach (var pool in new[] { ClusterDatabase.ForSnapshots(postgres), ClusterDatabase.ForMembership(postgres) })
        {
            using var connection = new NpgsqlConnection(pool);
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
