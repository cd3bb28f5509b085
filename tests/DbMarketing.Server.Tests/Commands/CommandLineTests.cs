using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using DbMarketing.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DbMarketing.Server.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string[], string> Mistakes { get; } = new()
    {
        { ["import", "nothing.csv", "--mapping", "cdnow"], "There is no file nothing.csv" },
        { ["import", "x", "--mapping", "cdnow", "--to", "http://127.0.0.1:1", "--data", "d"], "give one" },
        { ["import", "x", "--mapping", "cdnow", "--key", "k"], "--key goes with --to" },
        { ["import", "x", "--mapping", "cdnow", "--patience", "9"], "--patience goes with --to" },
        { ["import", "x", "--mapping", "cdnow", "--speed", "1", "--rate", "2"], "two paces" },
        { ["import", "x", "--mapping", "cdnow", "--rate", "0"], "--rate '0': N must be a number above 0" },
        { ["import", "x", "--mapping", "cdnow", "--speed", "fast"], "--speed 'fast': X must be a number above 0" },
        { ["import", "x", "--mapping", "cdnow", "--rate", "NaN"], "--rate 'NaN': N must be a number above 0" },
        { ["import", "x", "--mapping", "cdnow", "--rebase", "then"], "--rebase 'then' is not known" },
        { ["import", "x"], "--mapping" },
        { ["verify", "--data", "/nowhere/at-all"], "There is no database at /nowhere/at-all/journal.db" },
        { ["verify", "--data", "a", "--postgres", "Host=x"], "give one" },
        { ["verify", "--postgres", "Host"], "cannot be read" },
        { ["replay-decision", "x"], "not a decision id" },
        { ["replay-decision"], "Name a decision's id" },
        { ["keys", "revoke", "k1", "--data", "/nowhere/at-all"], "There is no database" },
        { ["backup", "/nowhere/at-all/b", "--data", "/nowhere/at-all"], "There is no database" },
        { ["restore", "/nowhere/at-all/b"], "There is no file" },
        { ["serve", "--urls", "nonsense"], "names no address" },
        { ["serve", "--urls", "http://127.0.0.1:5090:5090"], "names no address" },
        { ["serve", "--urls", "http://127.0.0.1:5090/shop"], "names no address" },
        { ["serve", "--playbook", "/nowhere/at-all"], "no playbook folder" },
        { ["serve", "--demo", "-1"], "--demo '-1': RATE must be a number above 0 and up to 5000" },
        { ["serve", "--demo", "abc"], "--demo 'abc': RATE must be a number above 0 and up to 5000" },
        { ["keys", "create", "--name", " ", "--scopes", "write", "--data", "a"], "1 to 100 are allowed" },
        { ["nonsense"], "nonsense" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task RunAsync_EndsAMistakeInOneLine(string[] arguments, string expected)
    {
        var run = await CommandRun.OfAsync(arguments);

        Assert.Equal(2, run.Status);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Keys_AreMadeListedAndRevoked()
    {
        var made = (await CommandRun.OfAsync("keys", "create", "--name", "shop", "--scopes", "write,decide,read", "--data", _folder.Path)).Succeeded();
        var key = made.Output.Split('\n')[1].Split("key ")[1].Trim();
        var id = made.Output.Split('\n')[0].Split("id ")[1].Trim();

        var listed = (await CommandRun.OfAsync("keys", "list", "--data", _folder.Path)).Succeeded();
        Assert.Contains($"{id}  shop  server  write,decide,read", listed.Output);
        Assert.DoesNotContain(key, listed.Output);

        (await CommandRun.OfAsync("keys", "revoke", id, "--data", _folder.Path)).Succeeded();
        Assert.Equal("", (await CommandRun.OfAsync("keys", "list", "--data", _folder.Path)).Succeeded().Output);
    }

    [Theory]
    [InlineData]
    [InlineData("--name", "shop")]
    [InlineData("--scopes", "write")]
    [InlineData("--browser", "--origins", "https://shop.example")]
    public async Task Keys_MadeWithoutANameOrScopes_AreRefusedAndNothingIsMade(params string[] options)
    {
        var data = _folder.File("none");
        var run = await CommandRun.OfAsync(["keys", "create", "--data", data, .. options]);

        Assert.Equal(2, run.Status);
        Assert.StartsWith("A key needs --name NAME, and --scopes LIST", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Keys_ThatCannotBeMade_LeaveNoDatabase()
    {
        var data = _folder.File("none");
        var run = await CommandRun.OfAsync("keys", "create", "--name", "shop", "--browser", "--data", data);

        Assert.Equal(2, run.Status);
        Assert.Contains("needs origins", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Keys_OfABrowserNeedNoScopes()
    {
        string[] browser = ["--name", "web", "--browser", "--origins", "https://shop.example"];
        (await CommandRun.OfAsync(["keys", "create", .. browser, "--data", _folder.Path])).Succeeded();

        Assert.Contains(
            "web  browser  write,decide", (await CommandRun.OfAsync("keys", "list", "--data", _folder.Path)).Succeeded().Output,
            StringComparison.Ordinal);
    }

    /// <summary>Goal: who may not listen finds no database made, and one that is there as it was.</summary>
    [Fact]
    public async Task Serve_RefusesToListenToAllWithoutAKeyBeforeItMakesADatabase()
    {
        var data = _folder.File("none");
        var run = await CommandRun.OfAsync("serve", "--urls", "http://0.0.0.0:0", "--data", data);

        Assert.Equal(2, run.Status);
        Assert.Contains("keys create", run.Error);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Serve_OfAnEmptyPostgres_RefusesToListenToAllBeforeItMakesASchema()
    {
        var postgres = PostgresCluster.CreateDatabase();
        var run = await CommandRun.OfAsync("serve", "--urls", "http://0.0.0.0:0", "--postgres", postgres);

        Assert.Equal(2, run.Status);
        Assert.Contains("keys create", run.Error);
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dbmarketing%'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Serve_RefusesToListenToAllOnADatabaseWithoutAKeyBeforeItTakesIt()
    {
        var file = _folder.File("lines.csv");
        await File.WriteAllTextAsync(file, CsvOfThree, Token);
        (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--data", _folder.Path)).Succeeded();
        var secret = _folder.File("server.secret");
        Assert.False(File.Exists(secret));

        var run = await CommandRun.OfAsync("serve", "--urls", "http://0.0.0.0:0", "--data", _folder.Path);

        Assert.Equal(2, run.Status);
        Assert.Contains("keys create", run.Error);
        Assert.False(File.Exists(secret));
    }

    [Fact]
    public async Task Backup_IsRestoredAndReset()
    {
        var file = _folder.File("lines.csv");
        await File.WriteAllTextAsync(file, CsvOfThree, TestContext.Current.CancellationToken);
        var (data, copy, backup) = (_folder.File("data"), _folder.File("copy"), _folder.File("backup.gz"));
        (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--data", data)).Succeeded();

        (await CommandRun.OfAsync("backup", backup, "--data", data)).Succeeded();
        (await CommandRun.OfAsync("restore", backup, "--data", copy)).Succeeded();
        if (!OperatingSystem.IsWindows())
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        }


        Assert.Equal(3, (await CommandRun.OfAsync("verify", "--data", copy)).Succeeded().Number("interactions"));
        Assert.Contains("empty", (await CommandRun.OfAsync("restore", backup, "--data", copy)).Error);
        Assert.Equal(2, (await CommandRun.OfAsync("reset", "--data", copy)).Status);
        (await CommandRun.OfAsync("reset", "--yes", "--data", copy)).Succeeded();
        Assert.False(File.Exists(Path.Combine(copy, "journal.db")));
    }

    [Fact]
    public async Task Verify_OfALookUpThatNoTurnExplains_EndsWithStatusOne()
    {
        var file = _folder.File("lines.csv");
        await File.WriteAllTextAsync(file, CsvOfThree, Token);
        (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--data", _folder.Path)).Succeeded();
        await using (var connection = new SqliteConnection($"Data Source={_folder.File("journal.db")};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO identifiers SELECT 'email', 'nobody@example.com', min(key) FROM customers";
            await command.ExecuteNonQueryAsync(Token);
        }

        var run = await CommandRun.OfAsync("verify", "--data", _folder.Path);

        Assert.Equal(1, run.Status);
        Assert.Contains("is found under the e-mail address of none of its turns", run.Error, StringComparison.Ordinal);
        Assert.False(run.Summary().GetProperty("ok").GetBoolean());
        Assert.Equal((1, 0, 0), (run.Number("faultCount"), run.Number("identifiers"), run.Number("products")));
    }

    /// <summary>Method: two servers' secrets, with a backup that has it and one that has not, between both kinds of databases.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restore_SaysWhetherTokensOfTheOldServerGoOnBeingValid(bool withSecret)
    {
        var (data, copy, backup) = (_folder.File("old"), _folder.File("new"), _folder.File("backup"));
        (await CommandRun.OfAsync("keys", "create", "--name", "shop", "--scopes", "write,decide,read", "--data", data)).Succeeded();
        var secret = await File.ReadAllTextAsync(Path.Combine(data, "server.secret"), Token);
        string[] flag = withSecret ? ["--with-secret"] : [];
        (await CommandRun.OfAsync(["backup", backup, "--data", data, .. flag])).Succeeded();

        var restored = (await CommandRun.OfAsync("restore", backup, "--data", copy)).Succeeded();
        var second = _folder.File("second");
        (await CommandRun.OfAsync(["backup", second, "--data", copy, .. flag])).Succeeded();

        Assert.Equal(!withSecret, restored.Error.Contains("tokens will not be valid", StringComparison.Ordinal));
        Assert.Equal(withSecret, File.Exists(Path.Combine(copy, "server.secret")));
        Assert.Equal(withSecret, Unpacked(backup).Contains(secret, StringComparison.Ordinal));
        if (withSecret)
        {
            Assert.Equal(secret, await File.ReadAllTextAsync(Path.Combine(copy, "server.secret"), Token));
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        }
    }

    [Fact]
    public async Task Backup_OfPostgresHasNoSecretUnlessItIsAskedFor()
    {
        var (from, to) = (PostgresCluster.CreateDatabase(), PostgresCluster.CreateDatabase());
        var (without, with) = (_folder.File("without"), _folder.File("with"));
        var made = (await CommandRun.OfAsync("keys", "create", "--name", "shop", "--scopes", "write", "--postgres", from)).Succeeded();
        (await CommandRun.OfAsync("backup", without, "--postgres", from)).Succeeded();
        (await CommandRun.OfAsync("backup", with, "--with-secret", "--postgres", from)).Succeeded();

        Assert.DoesNotContain("server.secret", Unpacked(without), StringComparison.Ordinal);
        Assert.Empty((await CommandRun.OfAsync("restore", with, "--postgres", to)).Succeeded().Error);
        Assert.Contains("tokens will not be valid", (await CommandRun.OfAsync("restore", without, "--data", _folder.File("x"))).Succeeded().Error);
        Assert.NotEmpty(made.Output);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("serve", "--demo")]
    public async Task Serve_OnATakenPort_EndsInOneLine(params string[] command)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var run = await CommandRun.OfAsync([.. command, "--urls", url, "--data", _folder.File("data")]);

        Assert.Equal(2, run.Status);
        Assert.False(Directory.Exists(_folder.File("data")));
        Assert.Equal($"Another program listens on {url} already: stop it, or choose another port with --urls.", run.Error.Trim());
    }

    [Fact]
    public async Task Import_IntoADeadServer_SaysSoAtOnceAndEndsWithinItsPatience()
    {
        var file = _folder.File("three.csv");
        await File.WriteAllTextAsync(file, CsvOfThree, Token);

        var run = await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--to", "http://127.0.0.1:1", "--patience", "0.3");

        Assert.Equal(2, run.Status);
        var lines = run.Error.TrimEnd().Split('\n');
        Assert.Contains(lines, static line => line.StartsWith("The server at http://127.0.0.1:1/ does not take a batch (", StringComparison.Ordinal));
        Assert.Contains("for 0.3 s", lines[^1], StringComparison.Ordinal);
        Assert.Contains("So far 0 records: 0 applied, 0 duplicate, 0 rejected.", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_DeletesTheSnapshotsThatAClusterKept()
    {
        var postgres = PostgresCluster.CreateDatabase();
        await using var source = NpgsqlDataSource.Create(postgres);
        var script = Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Silo", "Schema", "1.sql");
        await ExecuteAsync(source, $"CREATE SCHEMA orleans; SET search_path = orleans; {await File.ReadAllTextAsync(script, Token)}");
        await ExecuteAsync(source, "INSERT INTO orleans.OrleansStorage VALUES (1, 1, 1, 1, 'k:1', 'customer', 'shop', 1, now(), 'x')");

        (await CommandRun.OfAsync("reset", "--yes", "--postgres", postgres)).Succeeded();
        (await CommandRun.OfAsync("reset", "--yes", "--postgres", PostgresCluster.CreateDatabase())).Succeeded();

        await using var count = source.CreateCommand("SELECT count(*) FROM orleans.OrleansStorage");
        Assert.Equal(0L, await count.ExecuteScalarAsync(Token));
    }

    public void Dispose() => _folder.Dispose();

    private static string Unpacked(string backup)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(backup), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private const string CsvOfThree =
        """
        event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
        2019-10-01 00:00:00 UTC,view,1,2,toys.bricks,b,35.79,7,s
        2019-10-01 00:00:01 UTC,cart,1,2,toys.bricks,b,35.79,7,s
        2019-10-01 00:00:02 UTC,purchase,1,2,toys.bricks,b,35.79,7,s
        """;
}
