using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Server.Import;
using DbMarketing.Testing;

namespace DbMarketing.Server.Tests.Import;

public sealed class ImporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Import_WaitsThroughAGapThatIsLongerThanATimerTakes()
    {
        var file = _folder.File("orders.txt");
        await File.WriteAllTextAsync(
            file, "customer_id date number_of_cds dollar_value\n00001 19970101 1 29.33\n00001 19970501 1 29.73\n", TestContext.Current.CancellationToken);
        var options = new ImportOptions { File = file, Mapping = MappingCatalog.Load("cdnow"), Speed = 1 };
        using var report = new RejectReport(TextWriter.Null, null);
        using var stop = new CancellationTokenSource();

        var run = new Importer(options, new TakingTarget(), report, _time).RunAsync(static _ => { }, stop.Token);

        Assert.Equal(_time.GetUtcNow().AddDays(1), _time.NextDue);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class TakingTarget : IImportTarget
    {
        public Verdict? Judge(AddressedInteraction interaction, DateTimeOffset now) => null;

        public Task<IReadOnlyList<Verdict>> RecordAsync(
            IReadOnlyList<AddressedInteraction> batch, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Verdict>>([.. batch.Select(static _ => Verdict.Applied)]);

        public Task<IReadOnlySet<string>?> ReadCurrenciesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlySet<string>?>(null);

        public Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<ImportProgress?> ReadProgressAsync(string id, CancellationToken cancellationToken) =>
            Task.FromResult<ImportProgress?>(null);

        public Task WriteProgressAsync(string id, ImportProgress? progress, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
