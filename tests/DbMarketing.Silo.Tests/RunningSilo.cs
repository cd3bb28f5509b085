using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Silo.Grains;
using DbMarketing.Silo.Hosting;
using DbMarketing.Silo.Schema;
using DbMarketing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace DbMarketing.Silo.Tests;

/// <summary>A silo in this process, on free ports of loopback, with the providers on real PostgreSQL.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly PostgresJournalStore _store;

    private RunningSilo(IHost host, PostgresJournalStore store) => (_host, _store) = (host, store);

    public ILocalSiloDetails Details => _host.Services.GetRequiredService<ILocalSiloDetails>();

    public IMembershipTable Membership => _host.Services.GetRequiredService<IMembershipTable>();

    public IGrainStorage Snapshots => _host.Services.GetRequiredKeyedService<IGrainStorage>(GrainSnapshots.Storage);

    public static async Task<RunningSilo> StartAsync(string postgres, CancellationToken cancellationToken)
    {
        await ClusterSchema.PrepareAsync(postgres, cancellationToken);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var store = new PostgresJournalStore(postgres, TimeProvider.System);
        await store.InitializeAsync(cancellationToken);
        builder.Services.AddSingleton<IJournalStore>(store).AddSingleton(TimeProvider.System).AddSingleton(new EngineLimits())
            .AddSingleton(new ClusterTimings())
            .AddSingleton(new ReferenceSource(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity())))
            .AddSingleton(new JournalWriterOptions { Cluster = "test", Owner = JournalOwner.ForThisProcess().ToString() });
        var (siloPort, gatewayPort) = FreePorts.Take();
        ClusterNode.Add(builder, new ClusterOptions
        {
            Role = NodeRole.Silo,
            Web = new() { Urls = [] },
            Postgres = postgres,
            SiloPort = siloPort,
            GatewayPort = gatewayPort,
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new RunningSilo(host, store);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _store.DisposeAsync();
    }
}
