using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Engine.Projections;
using DbMarketing.Server.Hosting;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Server.Tests.Hosting;

public sealed class EngineHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Start_ThatFailsAtTheProjectionsGivesAllLeasesBack()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var options = new EngineHostOptions { Storage = new Storage(_folder.Path, null) };

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => EngineHost.StartAsync(options, TimeProvider.System, new LoggersWithoutRunners(), cancellationToken));

        await using var store = new SqliteJournalStore(_folder.File(Storage.FileName), TimeProvider.System);
        await store.InitializeAsync(cancellationToken);
        Assert.Null(await store.ReadLeaseAsync(LeaseNames.Lane(0), cancellationToken));
        Assert.Null(await store.ReadLeaseAsync(LeaseNames.Mode, cancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class LoggersWithoutRunners : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => categoryName == typeof(ProjectionRunner).FullName
            ? throw new InvalidOperationException("A planted fault.")
            : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
