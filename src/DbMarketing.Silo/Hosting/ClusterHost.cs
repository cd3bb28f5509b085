using System.Net;
using DbMarketing.Web.Hosting;
using Orleans.Configuration;
using ClusterIdentity = Orleans.Configuration.ClusterOptions;

namespace DbMarketing.Silo.Hosting;

/// <summary>One node of the cluster: a silo, or a client of the silos.</summary>
internal static class ClusterHost
{
    private const string Invariant = "Npgsql";

    /// <summary>Serves until it is told to stop; then leaves the cluster.</summary>
    public static async Task<int> RunAsync(ClusterOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var telemetry = new Telemetry();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        Logs.Configure(builder.Logging);
        Join(builder, options);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await output.WriteLineAsync(
            $"DbMarketing node ({options.Role}) of cluster {options.Name} on {ConnectionText.WithoutPassword(options.Postgres)}");
        await host.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>Makes the host a silo of the cluster or, where it has the web role only, a client of its silos.</summary>
    private static void Join(IHostApplicationBuilder builder, ClusterOptions options)
    {
        if (options.Role == NodeRole.Web)
        {
            builder.UseOrleansClient(client => client
                .Configure<ClusterIdentity>(cluster => Name(cluster, options))
                .UseAdoNetClustering((AdoNetClusteringClientOptions clustering) =>
                    (clustering.Invariant, clustering.ConnectionString) = (Invariant, options.Postgres)));
            return;
        }

        builder.UseOrleans(silo => silo
            .Configure<ClusterIdentity>(cluster => Name(cluster, options))
            .Configure<EndpointOptions>(endpoints =>
            {
                endpoints.AdvertisedIPAddress = options.SiloAddress;
                (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.GatewayPort);
                endpoints.SiloListeningEndpoint = new IPEndPoint(options.SiloAddress, options.SiloPort);
                endpoints.GatewayListeningEndpoint = new IPEndPoint(options.SiloAddress, options.GatewayPort);
            })
            .UseAdoNetClustering((AdoNetClusteringSiloOptions clustering) =>
                (clustering.Invariant, clustering.ConnectionString) = (Invariant, options.Postgres)));
    }

    private static void Name(ClusterIdentity cluster, ClusterOptions options) =>
        (cluster.ClusterId, cluster.ServiceId) = (options.Name, options.Name);
}
