using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Silo.Hosting;
using DbMarketing.Silo.Schema;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DbMarketing.Silo.Tests;

/// <summary>A cluster of silos in this process, and a web node that calls it, on a storage that can be opened again.</summary>
public sealed class ClusterUnderTest : EngineUnderTest
{
    private readonly string _postgres;
    // One for each silo, as each node of a cluster has its own.
    private readonly ReferenceSource[] _references;
    private readonly short _silos;
    private readonly List<IJournalStore> _stores = [];
    private InProcessTestCluster _cluster = null!;

    // Refuses calls once its node has stopped, until the next is there.
    private ClusterEngine _front = null!;
    private CommitBudget _budget = null!;
    private TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterUnderTest(string postgres, CompiledPlaybook playbook, short silos) => (_postgres, _references, _silos) = (
        postgres, [.. Enumerable.Range(0, silos).Select(_ => new ReferenceSource(new(playbook, new FixedPropensity())))], silos);

    public override ICustomerEngine Engine => _front;

    public override IJournalStore Store => _stores[0];

    public override Task Replaced => Volatile.Read(ref _replaced).Task;

    public override bool Refuses
    {
        get => _budget.Refuses;
        set => _budget.Refuses = value;
    }

    private IEnumerable<SiloNode> Nodes =>
        _cluster.Silos.Select(silo => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<SiloNode>());

    public static async Task<EngineUnderTest> StartAsync(string postgres, CompiledPlaybook playbook, short silos)
    {
        var cluster = new ClusterUnderTest(postgres, playbook, silos);
        await cluster.StartAsync();
        return cluster;
    }

    public override Task RefuseAfter(int commits) => _budget.RefuseAfter(commits);

    public override async Task CrashAsync()
    {
        // Whatever the old silos still do fails on their closed storage, as the work of a dead process would not happen; so the calls
        // in flight end at once, and nobody waits for answers of the dead.
        await CloseStoresAsync();
        await _cluster.StopClusterClientAsync();
        await Task.WhenAll(_cluster.Silos.ToList().Select(_cluster.KillSiloAsync));
        await _cluster.DisposeAsync();
        await StartAsync();
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override void Renew(Func<ReferenceData, ReferenceData> renewed)
    {
        foreach (var reference in _references)
        {
            reference.Renew(renewed);
        }
    }

    public override async Task SettleAsync()
    {
        while (!Refuses && await Nodes.First().Customers.SweepOutboxAsync() > 0)
        {
            // A sweep delivers what the one before it found; the last finds nothing.
        }
    }

    public override Task<CustomerSnapshot> CaptureAsync(CustomerId customer) => _front.CaptureAsync(customer, CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        Refuses = false;
        await StopAsync();
        GrainStoragePool.Clear(_postgres);
    }

    private async Task StartAsync()
    {
        var budget = new CommitBudget();
        var limits = new EngineLimits { EntriesPerTurn = 16, TurnsPerSnapshot = 5, TurnsForLeavingSnapshot = 2, RowsPerRead = 50,
            PlaybookSweepInterval = TimeSpan.FromMilliseconds(500) };
        var started = 0;
        var timings = new ClusterTimings { CallPatience = TimeSpan.FromSeconds(5) };
        var builder = new InProcessTestClusterBuilder(_silos) { Options = { ConfigureFileLogging = false, ServiceId = "test" } };
        builder.ConfigureSilo((_, silo) =>
        {
            var store = OpenStore(budget);
            var reference = _references[Interlocked.Increment(ref started) - 1];
            silo.Services.AddSingleton<IJournalStore>(store).AddSingleton(reference).AddSingleton(limits)
                .AddSingleton(timings).AddSingleton(TimeProvider.System)
                .AddSingleton(new JournalWriterOptions { Cluster = "test", Owner = JournalOwner.ForThisProcess().ToString() });
            silo.AddSnapshots(_postgres).AddCustomers();
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddSingleton(limits).AddSingleton(timings).AddSingleton(TimeProvider.System);
            client.AddGateways().Services.AddClusterEngine();
        });
        _stores.Clear();
        var own = OpenStore(budget);
        await own.InitializeAsync(CancellationToken.None);
        await ClusterSchema.PrepareAsync(_postgres, CancellationToken.None);
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        (_budget, _front) = (budget, _cluster.Client.ServiceProvider.GetRequiredService<ClusterEngine>());
        Interlocked.Exchange(ref _replaced, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private async Task StopAsync()
    {
        await _cluster.StopClusterClientAsync();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        await CloseStoresAsync();
    }

    private RefusingStore OpenStore(CommitBudget budget)
    {
        var store = new RefusingStore(new PostgresJournalStore(_postgres, TimeProvider.System), budget);
        lock (_stores)
        {
            _stores.Add(store);
        }

        return store;
    }

    private async Task CloseStoresAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }
}
