using Npgsql;

namespace DbMarketing.Web.Hosting;

/// <summary>PostgreSQL connection strings, as users give them.</summary>
internal static class ConnectionText
{
    /// <summary>The same text when it can be read; else an error that does not repeat it, for it may hold a password.</summary>
    public static string Checked(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).ConnectionString;
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(
                $"The PostgreSQL connection string cannot be read ({exception.Message}); "
                + "it looks like Host=localhost;Database=dbmarketing;Username=me;Password=…");
        }
    }

    public static string WithoutPassword(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(Checked(connection));
        return $"{builder.Host}:{builder.Port}/{builder.Database}";
    }
}
