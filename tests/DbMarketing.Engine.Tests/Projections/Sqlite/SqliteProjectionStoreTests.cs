using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Projections.Sqlite;
using DbMarketing.Testing;
using Microsoft.Data.Sqlite;

namespace DbMarketing.Engine.Tests.Projections.Sqlite;

public sealed class SqliteProjectionStoreTests : ProjectionStoreTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-projections-").FullName;

    private readonly RecordedLog<SqliteProjectionStore> _log = new();

    private string File => Path.Combine(_folder, "projections.db");

    protected override IProjectionStore Open() => new SqliteProjectionStore(File, _log);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void File_WhenMade_IsForItsUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_096)]
    public async Task Initialize_OfADamagedFileMakesANewOne(int from)
    {
        await Store.CommitAsync(At(1), [Part("a", new string('1', 20_000))], Cancellation);
        await Store.DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File, Cancellation);
        Array.Fill(bytes, (byte)'x', from, bytes.Length - from);
        await System.IO.File.WriteAllBytesAsync(File, bytes, Cancellation);
        await using var store = Open();

        await store.InitializeAsync(Cancellation);

        Assert.Null(await store.ReadAsync("orders", null, Cancellation));
        Assert.True(await store.CommitAsync(At(1), [], Cancellation));
    }

    [Fact]
    public async Task Initialize_OfANewerSchemaMakesANewFileAndNamesBothVersions()
    {
        await Store.CommitAsync(At(1), [Part("a", "1")], Cancellation);
        await WriteSqlAsync("PRAGMA user_version = 99");
        await using var store = Open();

        await store.InitializeAsync(Cancellation);

        Assert.Null(await store.ReadAsync("orders", null, Cancellation));
        var line = Assert.Single(_log.Lines);
        Assert.Contains("has schema version 99, and this program knows versions up to 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_DamagedWhileItServesIsMadeAnew()
    {
        // More than the connection keeps in memory, so that what is read comes from the file.
        var parts = Enumerable.Range(0, 400).Select(static number => Part($"{number}", new string('1', 20_000))).ToArray();
        await Store.CommitAsync(At(1), parts, Cancellation);
        await WriteSqlAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await using (var file = new FileStream(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            var noise = new byte[file.Length];
            Array.Fill(noise, (byte)'x');
            await file.WriteAsync(noise, Cancellation);
        }

        Assert.Null(await Store.ReadAsync("orders", null, Cancellation));
        Assert.False(await Store.CommitAsync(At(2), [Part("a", "1")], Cancellation));
        Assert.True(await Store.CommitAsync(At(1), [Part("a", "1")], Cancellation));

        var line = Assert.Single(_log.Lines);
        Assert.Contains("is made again from the journal; no backup is needed", line, StringComparison.Ordinal);
        Assert.Equal(["a=1"], Texts((await Store.ReadAsync("orders", null, Cancellation))!));
    }

    /// <summary>Goal: nothing is saved into a file that nobody can open again, also where its log is left behind.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("-wal,-shm")]
    public async Task File_DeletedWhileItServesIsMadeAnew(string others)
    {
        await Store.CommitAsync(At(1), [Part("a", "1")], Cancellation);
        foreach (var suffix in others.Split(',').Append("").Distinct())
        {
            System.IO.File.Delete(File + suffix);
        }

        Assert.Null(await Store.ReadAsync("orders", null, Cancellation));
        Assert.False(await Store.CommitAsync(At(2), [Part("a", "2")], Cancellation));
        Assert.True(await Store.CommitAsync(At(1), [Part("b", "3")], Cancellation));

        var line = Assert.Single(_log.Lines);
        Assert.Contains("was deleted or replaced while the server ran", line, StringComparison.Ordinal);
        await Store.DisposeAsync();
        await using var again = Open();
        Assert.Equal(["b=3"], Texts((await again.ReadAsync("orders", null, Cancellation))!));
    }

    [Fact]
    public async Task Folder_WhereTheFileBelongsIsNamedUntilItIsGone()
    {
        var path = Path.Combine(_folder, "taken.db");
        Directory.CreateDirectory(path);
        await using var store = new SqliteProjectionStore(path, _log);

        await store.InitializeAsync(Cancellation);
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(() => store.ReadAsync("orders", null, Cancellation));
        Directory.Delete(path);

        Assert.Contains($"There is a folder at '{path}'", fault.Message, StringComparison.Ordinal);
        Assert.True(await store.CommitAsync(At(1), [], Cancellation));
    }

    [Fact]
    public async Task Commit_WhereTheFolderIsGoneSaysSo()
    {
        await using var store = new SqliteProjectionStore(Path.Combine(_folder, "gone", "projections.db"), _log);

        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(() => store.CommitAsync(At(1), [], Cancellation));

        Assert.Contains("cannot be opened", fault.Message, StringComparison.Ordinal);
    }

    private async Task WriteSqlAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
