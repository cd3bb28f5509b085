using DbMarketing.Silo.Hosting;
using DbMarketing.Silo.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Configuration;
using Orleans.Storage;

namespace DbMarketing.Silo.Tests;

/// <summary>A silo in this process, on free ports of loopback, with the providers on real PostgreSQL.</summary>
internal sealed class RunningSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningSilo(IHost host) => _host = host;

    public ILocalSiloDetails Details => _host.Services.GetRequiredService<ILocalSiloDetails>();

    public IMembershipTable Membership => _host.Services.GetRequiredService<IMembershipTable>();

    public IGrainStorage Snapshots => _host.Services.GetRequiredKeyedService<IGrainStorage>(ClusterNode.SnapshotStorage);

    public static async Task<RunningSilo> StartAsync(string postgres, CancellationToken cancellationToken)
    {
        await ClusterSchema.PrepareAsync(postgres, cancellationToken);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<TypeManifestOptions>(types => types.AddAllowedAssembly(typeof(RunningSilo).Assembly));
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
        return new RunningSilo(host);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
