using System.Net;
using DbMarketing.Silo.Schema;
using Orleans.Configuration;
using ClusterIdentity = Orleans.Configuration.ClusterOptions;

namespace DbMarketing.Silo.Hosting;

/// <summary>Makes a host a node of the cluster: a silo or, where it has the web role only, a client of the silos.</summary>
internal static class ClusterNode
{
    /// <summary>Grain storage of the snapshots.</summary>
    public const string SnapshotStorage = "snapshots";

    /// <summary>Adds Orleans to the host; the tables must be ready when it starts (<see cref="ClusterSchema"/>).</summary>
    public static void Add(IHostApplicationBuilder builder, ClusterOptions options)
    {
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        var connection = ClusterDatabase.ConnectionString(options.Postgres);
        if (options.Role == NodeRole.Web)
        {
            builder.UseOrleansClient(client => client
                .Configure<ClusterIdentity>(cluster => Name(cluster, options))
                .UseAdoNetClustering((AdoNetClusteringClientOptions clustering) =>
                    (clustering.Invariant, clustering.ConnectionString) = (ClusterDatabase.Invariant, connection)));
            return;
        }

        builder.UseOrleans(silo => silo
            .Configure<ClusterIdentity>(cluster => Name(cluster, options))
            .Configure<EndpointOptions>(endpoints => Listen(endpoints, options))
            .UseAdoNetClustering((AdoNetClusteringSiloOptions clustering) =>
                (clustering.Invariant, clustering.ConnectionString) = (ClusterDatabase.Invariant, connection))
            .AddAdoNetGrainStorage(SnapshotStorage, (AdoNetGrainStorageOptions storage) =>
                (storage.Invariant, storage.ConnectionString) = (ClusterDatabase.Invariant, connection)));
    }

    private static void Name(ClusterIdentity cluster, ClusterOptions options) =>
        (cluster.ClusterId, cluster.ServiceId) = (options.Name, options.Name);

    private static void Listen(EndpointOptions endpoints, ClusterOptions options)
    {
        endpoints.AdvertisedIPAddress = options.SiloAddress;
        (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.GatewayPort);
        endpoints.SiloListeningEndpoint = new IPEndPoint(options.SiloAddress, options.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(options.SiloAddress, options.GatewayPort);
    }
}
