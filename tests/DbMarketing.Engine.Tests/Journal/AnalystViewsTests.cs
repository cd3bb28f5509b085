using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>What analysts read with their own tools is what the journal holds, in both dialects.</summary>
public sealed class AnalystViewsTests : IDisposable
{
    private static readonly DateTimeOffset s_at = Person.Start;

    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-views-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Views_HaveTheColumnsOfTheDictionaryAndShowTheJournal(string database)
    {
        var path = database == "sqlite" ? Path.Combine(_folder, "journal.db") : PostgresCluster.CreateDatabase();
        await using var store = database == "sqlite"
            ? new SqliteJournalStore(path, new ManualTimeProvider())
            : (IJournalStore)new PostgresJournalStore(path, new ManualTimeProvider());
        await store.InitializeAsync(Token);
        await WriteAsync(store);
        await using var connection = database == "sqlite"
            ? new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false")
            : (DbConnection)new NpgsqlConnection(path + ";Pooling=false");
        await connection.OpenAsync(Token);
        var prefix = database == "sqlite" ? "analytics_" : "dbmarketing_analytics.";
        var read = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var view in AnalystViews.All)
        {
            var (columns, rows) = await ReadAsync(connection, $"SELECT * FROM {prefix}{view.Name}");
            Assert.Equal(view.Columns.Select(static column => column.Name), columns);
            read[view.Name] = rows;
        }

        Assert.Equal(2, read["customers"].Count);
        Assert.Equal(7, read["entries"].Count);
        Assert.Single(Shown(read["interactions"], "2|x|anonymous|1|custom"));
        Assert.Equal(["1|7|known|1|orderCompleted|test|m1|web|s1|{0}|{0}|{0}|"], Shown(read["interactions"], "orderCompleted", 12));
        Assert.Equal(["1|7|known|1|orderCompleted|o1|{0}|30.5|USD|30.5|1"], Shown(read["orders"]));
        Assert.Equal(["1|7|known|1|o1|{0}|lamp|home|2|15.25|USD", "1|7|known|1|o1|{0}|rug||1||USD"], Shown(read["order_items"]));
        Assert.Equal(["1|7|known|2|offerClicked|d-1-1-0|o9|t9|home-row|{0}"], Shown(read["outcomes"]));
        Assert.Equal(
            ["1|7|known|1|buyers|entered|{0}|bought once", "1|7|known|2|buyers|left|{1}|", "2|x|anonymous|1|visitors|entered|{0}|came"],
            Shown(read["segment_changes"]));
        Assert.Equal(["2|x|anonymous|visitors|{0}"], Shown(read["segment_members"]));
        Assert.Equal(["1|7|known|1|30.5|1|20000|20000|1|30.5|0|0"], read["standings"]);
        Assert.Equal(["1|7|known|2|d-1-2-0|{1}|web|pb|home-row|1|o9|g9|t9|0.5|0.25|2"], Shown(read["decisions"]));
    }

    [Fact]
    public async Task Views_CanBeGivenToARoleThatMayNotReadTheJournal()
    {
        var database = PostgresCluster.CreateDatabase();
        await using var store = new PostgresJournalStore(database, new ManualTimeProvider());
        await store.InitializeAsync(Token);
        await WriteAsync(store);
        var role = string.Create(CultureInfo.InvariantCulture, $"analyst_{Environment.ProcessId}");
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Token);
        foreach (var sql in (string[])
        [
            $"CREATE ROLE {role}", $"GRANT USAGE ON SCHEMA dbmarketing_analytics TO {role}",
            $"GRANT SELECT ON ALL TABLES IN SCHEMA dbmarketing_analytics TO {role}", $"SET ROLE {role}",
        ])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
        }

        Assert.Equal(2, (await ReadAsync(connection, "SELECT * FROM dbmarketing_analytics.customers")).Rows.Count);
        await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(connection, "SELECT * FROM dbmarketing.journal"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task WriteAsync(IJournalStore store)
    {
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromHours(1), Token))!;
        var standing = new Standing
        {
            Orders = 1, Revenue = 30.5m, PurchaseDays = 1, FirstDay = 20_000, LastDay = 20_000, Year = new(1, 30.5m),
        };
        var order = new OrderCompleted
        {
            MessageId = "m1", Source = "test", OccurredAt = s_at, ReceivedAt = s_at, Channel = "web", SessionId = "s1", OrderId = "o1",
            Amount = 30.5m, Currency = "USD", Products = [new("lamp", 2, 15.25m, "home", "Lamp"), new("rug", 1, null, null, null)],
        };
        var decision = new Engine.Decisions.Decision
        {
            Id = "d-1-2-0", Sequence = 2, Now = s_at.AddMinutes(1), Seed = 1, EngineVersion = "e", PlaybookVersion = "pb",
            PropensityVersion = "p", Request = Person.Ask(),
            Offers =
            [
                new()
                {
                    OfferId = "o9", GroupId = "g9", TreatmentId = "t9", Placement = "home-row", Rank = 1, Priority = 0.5, Propensity = 0.25,
                    Value = 2, ContextWeight = 1, Lever = 1, ValidUntil = s_at,
                },
            ],
            Placements = [],
        };
        var clicked = new OfferClicked
        {
            MessageId = "m2", Source = "test", OccurredAt = s_at, ReceivedAt = s_at, DecisionId = "d-1-1-0", OfferId = "o9",
            TreatmentId = "t9", Placement = "home-row",
        };
        var unstorable = new CustomInteraction
        {
            MessageId = "m3", Source = "test", OccurredAt = s_at, ReceivedAt = s_at, SessionId = "a\0b\\u0000", Name = "Odd",
            Properties = new Dictionary<string, JsonElement> { ["huge"] = JsonDocument.Parse("1e200000").RootElement },
        };
        var ada = CustomerId.Known("7");
        JournalWrite[] rows =
        [
            Turn(ada, 1, 1, s_at,
                new InteractionRecorded { At = s_at, Interaction = order, EffectiveAt = s_at, BaseAmount = 30.5m, NewOrder = true },
                new Reviewed { At = s_at, Entered = [new("buyers", s_at, "bought once")], Is = standing }),
            Turn(ada, 1, 2, s_at.AddMinutes(1), new DecisionMade { At = s_at, Decision = decision },
                new InteractionRecorded { At = s_at, Interaction = clicked, EffectiveAt = s_at },
                new Reviewed { At = s_at, Left = [new("buyers", s_at.AddMinutes(1), null)] }),
            Turn(CustomerId.Anonymous("x"), 2, 1, s_at,
                new InteractionRecorded { At = s_at, Interaction = unstorable, EffectiveAt = s_at }, new Reviewed { At = s_at, Entered = [new("visitors", s_at, "came")] }),
        ];
        await store.CommitAsync(lease, await store.ReadLaneHeadAsync(0, Token), 2, rows, Token);
    }

    private static JournalWrite Turn(CustomerId id, long key, long sequence, DateTimeOffset at, params Entry[] entries) => new()
    {
        Customer = id, Key = new(key), NewCustomer = sequence == 1, Sequence = sequence, At = at, Payload = EntryCodec.WriteTurn(entries),
    };

    /// <summary>Sorted, the two instants as <c>{0}</c> and <c>{1}</c>; of those with a text, and so many columns of them.</summary>
    private static IEnumerable<string> Shown(List<string> rows, string with = "", int columns = int.MaxValue) => rows
        .Where(row => row.Contains(with, StringComparison.Ordinal))
        .Select(row => string.Join('|', row.Split('|').Take(columns)) + (columns < int.MaxValue ? "|" : ""))
        .Select(static row => row.Replace(Text(s_at), "{0}", StringComparison.Ordinal)
            .Replace(Text(s_at.AddMinutes(1)), "{1}", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static async Task<(List<string> Columns, List<string> Rows)> ReadAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(place => TextOf(reader.GetValue(place)))));
        }

        rows.Sort(StringComparer.Ordinal);
        return (columns, rows);
    }

    private static string TextOf(object value) => value switch
    {
        DBNull => "",
        DateTime time => Text(time.ToUniversalTime()),
        string text when DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => Text(time),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
