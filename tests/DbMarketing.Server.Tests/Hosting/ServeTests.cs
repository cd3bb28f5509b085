using DbMarketing.Server.Hosting;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Server.Tests.Import;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Hosting;

public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Import_IntoARunningServerEndsInTheSameState()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var file = RepositoryPaths.DataFile("clickstream", "rees46", "2019-Oct-first17434.csv");
        using (var server = await ServerProcess.ServeAsync(["--data", _folder.File("served")], cancellationToken))
        {
            var run = (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--to", server.Url!.ToString(), "--key",
                "any")).Succeeded();
            Assert.Equal((17_434, 0, 0), (run.Number("applied"), run.Number("duplicate"), run.Number("rejected")));
            var again = (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--to", server.Url.ToString(), "--key",
                "any")).Succeeded();
            Assert.Equal((0, 17_434, 0), (again.Number("applied"), again.Number("duplicate"), again.Number("rejected")));
            await server.KillAsync();
        }

        (await CommandRun.OfAsync("import", file, "--mapping", "rees46", "--data", _folder.File("direct"))).Succeeded();

        Assert.Equal(
            await ImportedState.ReadAsync(new Storage(_folder.File("direct"), null)),
            await ImportedState.ReadAsync(new Storage(_folder.File("served"), null)));
    }

    [Fact]
    public async Task Serve_RefusesADatabaseThatIsServed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var first = await ServerProcess.ServeAsync(["--data", _folder.Path], cancellationToken);

        var second = await CommandRun.OfAsync("serve", "--urls", "http://127.0.0.1:0", "--data", _folder.Path);

        Assert.Equal(2, second.Status);
        Assert.Contains("process ", second.Error);
        Assert.Equal(2, (await CommandRun.OfAsync("reset", "--yes", "--data", _folder.Path)).Status);
    }

    [Fact]
    public async Task Database_WhenMade_IsForItsUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
        }

        (await CommandRun.OfAsync("keys", "create", "--data", _folder.Path)).Succeeded();

        foreach (var file in Directory.GetFiles(_folder.Path, "journal.db").Append(_folder.File("server.secret")))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    public void Dispose() => _folder.Dispose();
}
