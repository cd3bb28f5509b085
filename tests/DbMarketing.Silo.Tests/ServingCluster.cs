using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Silo.Grains;
using DbMarketing.Silo.Hosting;
using DbMarketing.Silo.Schema;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DbMarketing.Silo.Tests;

/// <summary>
/// Silos in this process, each with its own journal lane and playbook, and a web node before them. Its members know each other alone:
/// two of one name on one database are a cluster that fell apart.
/// </summary>
internal sealed class ServingCluster : IServing
{
    private readonly ServedDatabase _database;
    private readonly List<IJournalStore> _stores = [];
    private readonly InProcessTestCluster _cluster;

    private ServingCluster(ServedDatabase database, short silos)
    {
        _database = database;
        var builder = new InProcessTestClusterBuilder(silos) { Options = { ConfigureFileLogging = false, ServiceId = database.Name } };
        builder.ConfigureSilo((_, silo) => AddSilo(silo, database));
        builder.ConfigureClient(client =>
        {
            client.Services.AddSingleton(database.Limits).AddSingleton(database.Timings).AddSingleton(TimeProvider.System);
            client.AddGateways().Services.AddClusterEngine().AddClusterStatistics();
        });
        _cluster = builder.Build();
    }

    public ICustomerEngine Engine => Front;

    /// <summary>What the web node serves with.</summary>
    public IServiceProvider Web => _cluster.Client.ServiceProvider;

    public IReadOnlyList<IServiceProvider> Silos => [.. _cluster.Silos.Select(static silo => silo.ServiceProvider)];

    public IEnumerable<SiloNode> Nodes => Silos.Select(static silo => silo.GetRequiredService<SiloNode>());

    private ClusterEngine Front => Web.GetRequiredService<ClusterEngine>();

    public static async Task<ServingCluster> StartAsync(ServedDatabase database, short silos)
    {
        await using (var store = database.OpenStore())
        {
            await store.InitializeAsync(CancellationToken.None);
        }

        await ClusterSchema.PrepareAsync(database.Postgres, CancellationToken.None);
        var serving = new ServingCluster(database, silos);
        await serving._cluster.DeployAsync();
        return serving;
    }

    public Task<CustomerSnapshot> CaptureAsync(CustomerId customer, CancellationToken cancellationToken) =>
        Front.CaptureAsync(customer, cancellationToken);

    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (await Nodes.First().Customers.SweepOutboxAsync().WaitAsync(cancellationToken) > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }
    }

    /// <summary>Lets a customer leave memory; the next call finds it again.</summary>
    public Task DeactivateAsync(CustomerId customer) => _cluster.DeactivateAsync(GrainId.Create(ICustomerGrain.Type, customer.ToString()));

    /// <summary>Writes the snapshots that wait.</summary>
    public Task FlushSnapshotsAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Nodes.Select(node => node.Customers.Host.Snapshots.FlushAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopClusterClientAsync();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        GrainStoragePool.Clear(_database.Postgres);
    }

    private void AddSilo(ISiloBuilder silo, ServedDatabase database)
    {
        var store = database.Through(database.OpenStore());
        lock (_stores)
        {
            _stores.Add(store);
        }

        silo.Services.AddSingleton(store).AddSingleton(database.Limits).AddSingleton(database.Timings)
            .AddSingleton(new SeedSource(database.NextSeed))
            .AddSingleton(new ReferenceSource(new ReferenceData(database.Playbook, new FixedPropensity())))
            .AddSingleton(static services => new PlaybookLibrary(
                services.GetRequiredService<IJournalStore>(), services.GetRequiredService<ReferenceSource>(), TimeProvider.System))
            .AddSingleton(new JournalWriterOptions { Cluster = database.Name, Owner = JournalOwner.ForThisProcess().ToString() });
        silo.AddSnapshots(database.Postgres).AddCustomers();
        silo.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<SiloNode>(services, database.Time));
        silo.Services.AddClusterEngine().AddClusterStatistics();
        silo.Services.AddHostedService<PlaybookFollower>();
    }
}
