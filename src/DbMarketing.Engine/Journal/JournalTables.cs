using System.Data.Common;

namespace DbMarketing.Engine.Journal;

/// <summary>A storage whose tables can be read and filled as a whole, for backup and restore.</summary>
internal interface IJournalTables
{
    /// <summary>Opens one consistent view of all tables that does not hold up the journal.</summary>
    Task<JournalTables> OpenForBackupAsync(CancellationToken cancellationToken);

    /// <summary>Opens one transaction that fills the empty tables.</summary>
    Task<JournalTables> OpenForRestoreAsync(CancellationToken cancellationToken);
}

/// <summary>All tables of one journal within one transaction.</summary>
internal sealed class JournalTables(
    DbConnection connection, DbTransaction transaction, IReadOnlyList<JournalTable> tables, string? finish, Action? closed)
    : IAsyncDisposable
{
    public IReadOnlyList<JournalTable> Tables => tables;

    public DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction, command.CommandTimeout) = (sql, transaction, 0);
        return command;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (finish is not null)
        {
            await using var command = Command(finish);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        closed?.Invoke();
    }
}

/// <summary>One table as a backup holds it, the same for every dialect.</summary>
/// <param name="Name">Its name in the backup.</param>
/// <param name="Target">Its name in the database.</param>
/// <param name="Columns">The columns that an insert names.</param>
/// <param name="Select">The query that reads it, in key order.</param>
/// <param name="Texts">For each value of a row whether it is text; else it is a 64-bit integer.</param>
/// <param name="Row">The values that an insert takes; <c>{0}</c> and so on stand for the parameters.</param>
internal sealed record JournalTable(string Name, string Target, string Columns, string Select, IReadOnlyList<bool> Texts, string Row)
{
    /// <summary>The tables in the order in which they are filled.</summary>
    /// <param name="prefix">The schema's name and a dot, or nothing.</param>
    /// <param name="packed">The journal's lane and position are one integer.</param>
    public static IReadOnlyList<JournalTable> All(string prefix, bool packed) =>
    [
        Plain(prefix, "customers", "key", "key", "id*"),
        packed
            ? new(
                "journal", prefix + "journal", "place, customer, sequence, at, payload",
                $"SELECT place >> 48, place & 281474976710655, customer, sequence, at, payload FROM {prefix}journal ORDER BY place",
                [false, false, false, false, false, true], "({0} << 48) | {1}, {2}, {3}, {4}, {5}")
            : Plain(prefix, "journal", "lane, position", "lane", "position", "customer", "sequence", "at", "payload*"),
        Plain(prefix, "lanes", "lane", "lane", "position", "key_number", "commits"),
        Plain(prefix, "snapshots", "customer", "customer", "sequence", "payload*"),
        Plain(prefix, "identifiers", "kind, value, customer", "kind*", "value*", "customer"),
        Plain(prefix, "outbox", "id", "id", "customer", "target*", "step*"),
        Plain(prefix, "due", "customer", "customer", "at"),
        Plain(prefix, "inventory", "product", "product*", "at", "in_stock", "body*", "revision"),
        Plain(prefix, "ledger", "hour, source, verdict, code, lane", "lane", "source*", "hour", "verdict", "code*", "count"),
        new(
            "documents", prefix + "documents", "kind, id, at, revision, body",
            $"SELECT kind, id, at, revision, body FROM {prefix}documents WHERE kind <> '{Document.SecretKind}' ORDER BY kind, id",
            [true, true, false, false, true], "{0}, {1}, {2}, {3}, {4}"),
    ];

    /// <param name="columns">The columns; a star marks text.</param>
    private static JournalTable Plain(string prefix, string name, string order, params string[] columns)
    {
        var names = string.Join(", ", columns.Select(static column => column.TrimEnd('*')));
        return new(
            name, prefix + name, names, $"SELECT {names} FROM {prefix}{name} ORDER BY {order}",
            [.. columns.Select(static column => column.EndsWith('*'))],
            string.Join(", ", columns.Select(static (_, index) => $"{{{index}}}")));
    }
}
