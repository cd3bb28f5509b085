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
    /// A connection string whose tables are those of the schema. What it does not say is set to what the providers' few, short
    /// statements need: they are prepared once for each connection, and a connection goes back to the pool as it is.
    /// </summary>
    public static string ConnectionString(string postgres)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionText.Checked(postgres)) { SearchPath = Schema, NoResetOnClose = true };
        settings.ApplicationName ??= "dbmarketing";
        settings.MaxPoolSize = settings.MaxPoolSize == 100 ? 20 : settings.MaxPoolSize;
        settings.MaxAutoPrepare = settings.MaxAutoPrepare == 0 ? 20 : settings.MaxAutoPrepare;
        return settings.ConnectionString;
    }
}
