using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Projections.Sqlite;
using Microsoft.Data.Sqlite;

namespace DbMarketing.Engine.Tests.Projections.Sqlite;

public sealed class SqliteProjectionStoreTests : ProjectionStoreTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dbmarketing-projections-").FullName;

    private string File => Path.Combine(_folder, "projections.db");

    protected override IProjectionStore Open() => new SqliteProjectionStore(File);

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
    public async Task Initialize_OfANewerSchemaIsRefusedWithBothVersions()
    {
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var fault = await Assert.ThrowsAsync<JournalSchemaException>(() => Store.InitializeAsync(Cancellation));

        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_WhereTheFolderIsGoneSaysSo()
    {
        await using var store = new SqliteProjectionStore(Path.Combine(_folder, "gone", "projections.db"));

        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(() => store.CommitAsync(At(1), [], Cancellation));

        Assert.Contains("cannot be opened", fault.Message, StringComparison.Ordinal);
    }
}
