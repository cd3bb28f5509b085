namespace DbMarketing.Engine.Journal;

/// <summary>The versions of the schema that both dialects share.</summary>
internal static class JournalSchema
{
    /// <summary>What this program writes and reads: the number of migrations of each dialect.</summary>
    public const int Version = 4;

    public static void ThrowIfNewer(long found, string where)
    {
        if (found > Version)
        {
            throw new JournalSchemaException(
                $"The database at {where} has schema version {found}; this program knows versions up to {Version}. "
                + "Start the newer program that wrote it, or restore a backup that this one wrote.");
        }
    }
}

/// <summary>The database was written by a newer program. Waiting does not help.</summary>
public sealed class JournalSchemaException(string message) : Exception(message);
