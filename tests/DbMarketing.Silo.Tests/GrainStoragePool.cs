using DbMarketing.Silo.Schema;
using Npgsql;

namespace DbMarketing.Silo.Tests;

/// <summary>The connections of the grain storage to one database, which outlive its silos; a server takes only so many.</summary>
internal static class GrainStoragePool
{
    public static void Clear(string postgres)
    {
        using var connection = new NpgsqlConnection(ClusterDatabase.ConnectionString(postgres));
        NpgsqlConnection.ClearPool(connection);
    }
}
