using System.IO.Compression;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class JournalBackupTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-backup-").FullName;
    private readonly List<IJournalStore> _stores = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Restore_OfASqliteBackupGivesTheSameJournal()
    {
        var source = Sqlite("source");
        await FillAsync(source);
        var backup = await BackUpAsync(source);
        var target = Sqlite("target");

        await JournalBackup.RestoreAsync(target, new MemoryStream(backup), Cancellation);

        Assert.Equal(await DescribeAsync(source), await DescribeAsync(target));
        Assert.DoesNotContain(Directory.GetFiles(_folder), static file => file.Contains(".backup", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_GoesFromOneDatabaseToTheOtherAndBack()
    {
        var source = Sqlite("source");
        await FillAsync(source);
        var postgres = Keep(new PostgresJournalStore(PostgresCluster.CreateDatabase(), _time));
        await JournalBackup.RestoreAsync(postgres, new MemoryStream(await BackUpAsync(source)), Cancellation);
        var target = Sqlite("target");
        await JournalBackup.RestoreAsync(target, new MemoryStream(await BackUpAsync(postgres)), Cancellation);

        Assert.Equal(await DescribeAsync(source), await DescribeAsync(postgres));
        Assert.Equal(await DescribeAsync(source), await DescribeAsync(target));
        await AppendAsync(postgres, 301, new JournalWrite
        {
            Customer = CustomerId.Known("c1"),
            Key = new(1),
            Sequence = 2,
            Payload = "[]"u8.ToArray(),
            Outbox = [new("a:y", "link", true)],
        });
    }

    [Fact]
    public async Task Restore_OfACutOffFileRestoresNothing()
    {
        var source = Sqlite("source");
        await FillAsync(source);
        var lines = Unpack(await BackUpAsync(source)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var target = Sqlite("target");

        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => JournalBackup.RestoreAsync(target, Pack(string.Join('\n', lines[..^1])), Cancellation));

        Assert.Contains("cut off", fault.Message, StringComparison.Ordinal);
        Assert.Null(await target.OpenCustomerAsync(CustomerId.Known("c1"), 1_000, Cancellation));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"format":"something else","version":1}""")]
    [InlineData("""{"format":"dbmarketing-backup","version":99}""")]
    [InlineData("{\"format\":\"dbmarketing-backup\",\"version\":1}\n[\"nothing\",1]")]
    [InlineData("{\"format\":\"dbmarketing-backup\",\"version\":1}\n[\"customers\",1]")]
    [InlineData("{\"format\":\"dbmarketing-backup\",\"version\":1}\n{\"rows\":7}")]
    public async Task Restore_OfAFileThatIsNoBackupIsRefused(string text)
    {
        var target = Sqlite("target");
        await Assert.ThrowsAsync<InvalidDataException>(() => JournalBackup.RestoreAsync(target, Pack(text), Cancellation));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => JournalBackup.RestoreAsync(target, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancellation));
    }

    [Fact]
    public async Task Restore_IntoAJournalThatIsNotEmptyIsRefused()
    {
        var source = Sqlite("source");
        await FillAsync(source);
        var backup = await BackUpAsync(source);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => JournalBackup.RestoreAsync(source, new MemoryStream(backup), Cancellation));

        Assert.Contains("not empty", fault.Message, StringComparison.Ordinal);
    }

    private static string Unpack(byte[] backup)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(backup), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static MemoryStream Pack(string text)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        packed.Position = 0;
        return packed;
    }

    private SqliteJournalStore Sqlite(string name) => Keep(new SqliteJournalStore(Path.Combine(_folder, name + ".db"), _time));

    private T Keep<T>(T store)
        where T : IJournalStore
    {
        _stores.Add(store);
        return store;
    }

    private async Task<byte[]> BackUpAsync(IJournalStore store)
    {
        using var stream = new MemoryStream();
        await JournalBackup.WriteAsync(store, stream, _time, Cancellation);
        return stream.ToArray();
    }

    private async Task FillAsync(SqliteJournalStore store)
    {
        await store.InitializeAsync(Cancellation);
        var writes = Enumerable.Range(1, 300).Select(n => new JournalWrite
        {
            Customer = CustomerId.Known("c" + n),
            Key = new(n),
            NewCustomer = true,
            Sequence = 1,
            At = _time.GetUtcNow(),
            Payload = Encoding.UTF8.GetBytes($$"""[{"name":"하루 {{n}} \"quoted\" <&> 😀"}]"""),
            Identifiers = [new("email", $"c{n}@example.com")],
            Outbox = [new("a:x", "link", true)],
            Due = new(_time.GetUtcNow().AddDays(n)),
            Ledger = [new("web", _time.GetUtcNow(), VerdictKind.Applied, "", 1)],
        }).ToArray();
        await AppendAsync(store, 0, writes);
        await store.WriteSnapshotsAsync([new(new(7), 1, "{}"u8.ToArray())], Cancellation);
        await store.WriteDocumentAsync(new("playbook", "v1", _time.GetUtcNow(), """{"a":"b"}"""u8.ToArray()), null, Cancellation);
    }

    private static async Task AppendAsync(IJournalStore store, int expectedRows, params JournalWrite[] writes)
    {
        var lease = await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromSeconds(30), Cancellation);
        var head = await store.ReadLaneHeadAsync(0, Cancellation);
        var result = await store.CommitAsync(lease!, head, 300, writes, Cancellation);
        Assert.Equal(CommitKind.Committed, result.Kind);
        Assert.True(expectedRows == 0 || head.Position + writes.Length == expectedRows);
    }

    private static async Task<string> DescribeAsync(IJournalStore store)
    {
        var rows = await store.ReadLaneAsync(0, 0, 1_000, Cancellation);
        var documents = await store.ReadDocumentsAsync("playbook", 10, Cancellation);
        return string.Join('\n',
        [
            (await store.ReadLaneHeadAsync(0, Cancellation)).ToString(),
            .. rows.Select(row => $"{row.Position} {row.Customer} {row.Sequence} {row.At:O} {Encoding.UTF8.GetString(row.Payload.Span)}"),
            .. (await store.ReadCustomersAsync(default, 1_000, Cancellation)).Select(customer => customer.ToString()),
            .. (await store.ReadOutboxAsync(0, 1_000, Cancellation)).Select(item => item.ToString()),
            .. (await store.ReadDueAsync(default(DuePlace), DateTimeOffset.MaxValue, 1_000, Cancellation)).Select(item => item.ToString()),
            .. (await store.ReadLedgerAsync(
                DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, Cancellation)).Select(delta => delta.ToString()),
            .. documents.Select(
                document => $"{document.Id} {document.At:O} {document.Revision} {Encoding.UTF8.GetString(document.Body.Span)}"),
            (await store.OpenCustomerAsync(CustomerId.Known("c7"), 1_000, Cancellation))?.Snapshot?.Sequence.ToString() ?? "no snapshot",
            string.Join(',', await store.FindCustomersAsync(new("email", "c5@example.com"), 10, Cancellation)),
        ]);
    }
}
