using SQLitePCL;

namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>A prepared statement of one <see cref="SqliteDatabase"/>. Columns count from 0, parameters in the order of binding.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    private int _bound;

    public SqliteStatement Bind(long value)
    {
        database.Check(raw.sqlite3_bind_int64(statement, ++_bound, value));
        return this;
    }

    public SqliteStatement Bind(string value)
    {
        database.Check(raw.sqlite3_bind_text(statement, ++_bound, value));
        return this;
    }

    /// <summary>Binds UTF-8 text.</summary>
    public SqliteStatement Bind(ReadOnlySpan<byte> utf8)
    {
        database.Check(raw.sqlite3_bind_text(statement, ++_bound, utf8));
        return this;
    }

    public SqliteStatement Bind(DateTimeOffset instant) => Bind(instant.ToUnixTimeMilliseconds());

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        database.Check(code);
        return false;
    }

    /// <summary>Runs the statement once and makes it ready again; false when a key was taken.</summary>
    public bool TryInsert()
    {
        var code = raw.sqlite3_step(statement);
        Dispose();
        if ((code & 0xff) == raw.SQLITE_CONSTRAINT)
        {
            return false;
        }

        database.Check(code);
        return true;
    }

    /// <summary>Runs the statement once and makes it ready again; the number of changed rows.</summary>
    public int Run()
    {
        try
        {
            Step();
            return database.Changes;
        }
        finally
        {
            Dispose();
        }
    }

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public DateTimeOffset Instant(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    /// <summary>All rows, each read by <paramref name="read"/>.</summary>
    public List<T> All<T>(Func<SqliteStatement, T> read) => [.. Rows(read)];

    /// <summary>The rows one by one, each read by <paramref name="read"/>; whoever has enough goes on no further.</summary>
    public IEnumerable<T> Rows<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            while (Step())
            {
                yield return read(this);
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>The first row, or null.</summary>
    public T? First<T>(Func<SqliteStatement, T> read)
        where T : class
    {
        try
        {
            return Step() ? read(this) : null;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Makes the statement ready for its next use.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(statement);
        _bound = 0;
    }

    public void Finish() => statement.Dispose();
}
