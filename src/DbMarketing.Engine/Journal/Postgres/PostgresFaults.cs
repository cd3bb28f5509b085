using Npgsql;

namespace DbMarketing.Engine.Journal.Postgres;

/// <summary>Says in words what a fault of the server or the connection means for whoever runs it.</summary>
internal static class PostgresFaults
{
    public static JournalUnavailableException Explain(Exception exception, string where, bool knownNotCommitted)
    {
        var words = exception switch
        {
            PostgresException fault => fault.SqlState switch
            {
                PostgresErrorCodes.DiskFull => $"The disk of PostgreSQL at {where} is full.",
                PostgresErrorCodes.ReadOnlySqlTransaction =>
                    $"PostgreSQL at {where} is read-only: a standby, or default_transaction_read_only is on.",
                PostgresErrorCodes.TooManyConnections => $"PostgreSQL at {where} has no connection left; raise max_connections.",
                PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                    $"PostgreSQL at {where} is stopping or starting.",
                PostgresErrorCodes.LockNotAvailable => $"A table of the journal at {where} is locked by another session.",
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    $"PostgreSQL at {where} refuses the user name or password.",
                PostgresErrorCodes.InvalidCatalogName => $"There is no database {where}; create it first.",
                PostgresErrorCodes.InsufficientPrivilege => $"The user may not do this at {where}: {fault.MessageText}.",
                PostgresErrorCodes.UndefinedTable => $"The tables of the journal at {where} are gone: {fault.MessageText}.",
                _ => $"PostgreSQL at {where} failed: {fault.MessageText} ({fault.SqlState}).",
            },
            ObjectDisposedException => $"The connection pool of {where} was closed.",
            { InnerException: TimeoutException } or TimeoutException => $"PostgreSQL at {where} did not answer in time.",
            _ => $"PostgreSQL at {where} cannot be reached: {exception.InnerException?.Message ?? exception.Message}",
        };
        return new(words, exception, knownNotCommitted);
    }
}
