using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Silo.Tests;

/// <summary>The embedded engine on PostgreSQL.</summary>
internal sealed class ServingEmbedded : IServing
{
    private readonly IJournalStore _store;
    private readonly EmbeddedEngine _engine;

    private ServingEmbedded(ServedDatabase database)
    {
        _store = database.Through(database.OpenStore());
        var writer = new JournalWriter(_store, new JournalWriterOptions(), database.Time, NullLogger<JournalWriter>.Instance);
        var reference = new ReferenceSource(new ReferenceData(database.Playbook, new FixedPropensity()));
        _engine = new EmbeddedEngine(
            _store, writer, reference, database.Limits, database.Time, NullLoggerFactory.Instance, nextSeed: database.NextSeed);
    }

    public ICustomerEngine Engine => _engine;

    public static async Task<ServingEmbedded> StartAsync(ServedDatabase database)
    {
        var serving = new ServingEmbedded(database);
        try
        {
            await serving._store.InitializeAsync(CancellationToken.None);
            await serving._engine.StartAsync(CancellationToken.None);
            return serving;
        }
        catch
        {
            await serving._store.DisposeAsync();
            throw;
        }
    }

    public Task<CustomerSnapshot> CaptureAsync(CustomerId customer, CancellationToken cancellationToken) =>
        _engine.CaptureAsync(customer, cancellationToken);

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (await _engine.SweepOutboxAsync(cancellationToken) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
    }
}
