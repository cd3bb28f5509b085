namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>The products' stock in SQLite's dialect.</summary>
internal static class SqliteInventory
{
    private const string Columns = "product, at, in_stock, body, revision";

    public static IReadOnlyList<InventoryOutcome> Write(SqliteDatabase database, IReadOnlyList<InventoryRow> rows, int maxProducts) =>
        database.Write(inside =>
        {
            var stored = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                foreach (var at in inside.Statement("SELECT at FROM inventory WHERE product = ?").Bind(row.Product)
                    .All(static found => found.Instant(0)))
                {
                    stored[row.Product] = at;
                }
            }

            var revision = inside.Statement("SELECT coalesce(max(revision), 0) FROM inventory").All(static row => row.Long(0))[0];
            var products = InventoryChange.MustCount(rows, stored, maxProducts, revision)
                ? inside.Statement("SELECT count(*) FROM inventory").All(static row => row.Long(0))[0] : 0;
            var change = new InventoryChange(rows, stored, products, maxProducts, revision);
            foreach (var row in change.Rows)
            {
                inside.Statement($"INSERT OR REPLACE INTO inventory ({Columns}) VALUES (?, ?, ?, ?, ?)")
                    .Bind(row.Product).Bind(row.At).Bind(row.InStock ? 1 : 0).Bind(row.Body.Span).Bind(row.Revision).Run();
            }

            return change.Outcomes;
        });

    public static IReadOnlyList<InventoryRow> Read(SqliteDatabase database, long after, int limit) =>
        database.Statement($"SELECT {Columns} FROM inventory WHERE revision > ? ORDER BY revision LIMIT ?")
            .Bind(after).Bind(limit).All(Row);

    public static InventoryRow? Find(SqliteDatabase database, string product) =>
        database.Statement($"SELECT {Columns} FROM inventory WHERE product = ?").Bind(product).First(Row);

    private static InventoryRow Row(SqliteStatement row) =>
        new(row.Text(0), row.Instant(1), row.Long(2) != 0, row.Bytes(3), row.Long(4));
}
