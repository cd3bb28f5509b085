namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>The schema in SQLite's dialect, as an ordered list of migrations; a released one is never changed.</summary>
internal static class SqliteSchema
{
    /// <summary>
    /// The journal's key is one integer, <c>lane &lt;&lt; 48 | position</c>, so that rows lie in the order of their lane and
    /// appends go to the end; two integers as the customer index measured as fast as one packed integer, and have no limit of their own.
    /// </summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE customers (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
        CREATE TABLE journal (
            place INTEGER PRIMARY KEY, customer INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, payload TEXT NOT NULL);
        CREATE UNIQUE INDEX journal_customer ON journal (customer, sequence);
        CREATE TABLE lanes (lane INTEGER PRIMARY KEY, position INTEGER NOT NULL, key_number INTEGER NOT NULL, commits INTEGER NOT NULL);
        CREATE TABLE leases (
            name TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE snapshots (customer INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, payload TEXT NOT NULL);
        CREATE TABLE identifiers (
            kind TEXT NOT NULL, value TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (kind, value, customer)) WITHOUT ROWID;
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER NOT NULL, target TEXT NOT NULL, step TEXT NOT NULL,
            UNIQUE (customer, target, step));
        CREATE TABLE ledger (
            lane INTEGER NOT NULL, source TEXT NOT NULL, hour INTEGER NOT NULL, verdict INTEGER NOT NULL, code TEXT NOT NULL,
            count INTEGER NOT NULL, PRIMARY KEY (hour, source, verdict, code, lane)) WITHOUT ROWID;
        CREATE TABLE documents (
            kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (kind, id));
        """,
        """
        CREATE TABLE due (customer INTEGER PRIMARY KEY, at INTEGER NOT NULL);
        CREATE INDEX due_at ON due (at, customer);
        """,
        SqliteViews.Sql,
        """
        CREATE TABLE inventory (
            product TEXT PRIMARY KEY, at INTEGER NOT NULL, in_stock INTEGER NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL);
        CREATE INDEX inventory_revision ON inventory (revision);
        """,
    ];

    public static bool Migrate(SqliteDatabase database, TimeProvider time) => database.Write(inside =>
    {
        inside.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)");
        var found = inside.Statement("SELECT coalesce(max(version), 0) FROM schema_version").All(static row => row.Long(0))[0];
        JournalSchema.ThrowIfNewer(found, $"'{inside.Path}'");
        for (var version = (int)found; version < Migrations.Length; version++)
        {
            inside.Execute(Migrations[version]);
            inside.Statement("INSERT INTO schema_version (version, applied_at) VALUES (?, ?)")
                .Bind(version + 1).Bind(time.GetUtcNow()).Run();
        }

        return true;
    });
}
