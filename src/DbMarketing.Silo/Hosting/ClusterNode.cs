using System.Net;
using DbMarketing.Silo.Schema;
using Orleans.Configuration;
using ClusterIdentity = Orleans.Configuration.ClusterOptions;

namespace DbMarketing.Silo.Hosting;

/// <summary>Makes a host a node of the cluster: a silo or, where it has the web role only, a client of the silos.</summary>
internal static class ClusterNode
{
    // A call through a gateway that died hears nothing more; it is made again through another.
    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds Orleans to the host; the tables must be ready when it starts (<see cref="ClusterSchema"/>).</summary>
    public static void Add(IHostApplicationBuilder builder, ClusterOptions options)
    {
        QuietLogs(builder.Logging);
        var membership = ClusterDatabase.ForMembership(options.Postgres);
        if (options.Role == NodeRole.Web)
        {
            builder.UseOrleansClient(client => client
                .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = s_responseTimeout)
                .AddGateways()
                .Configure<ClusterIdentity>(cluster => Name(cluster, options))
                .UseAdoNetClustering((AdoNetClusteringClientOptions clustering) =>
                    (clustering.Invariant, clustering.ConnectionString) = (ClusterDatabase.Invariant, membership)));
            builder.Services.AddClusterEngine().AddClusterStatistics();
            return;
        }

        builder.UseOrleans(silo => silo
            .Configure<ClusterIdentity>(cluster => Name(cluster, options))
            .Configure<EndpointOptions>(endpoints => Listen(endpoints, options))
            .UseAdoNetClustering((AdoNetClusteringSiloOptions clustering) =>
                (clustering.Invariant, clustering.ConnectionString) = (ClusterDatabase.Invariant, membership))
            .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = s_responseTimeout)
            .AddSnapshots(options.Postgres)
            .AddCustomers());
        builder.Services.AddClusterStatistics();
        if (options.Role == NodeRole.All)
        {
            builder.Services.AddClusterEngine();
        }
    }

    /// <summary>
    /// What tells of silos is logged. What tells of grains is not, nor what places them: it names them, and they are customers; the calls
    /// that fail for it say so without the name.
    /// </summary>
    private static void QuietLogs(ILoggingBuilder logging)
    {
        logging.AddFilter("Orleans", LogLevel.None);
        logging.AddFilter("Polly", LogLevel.None);
        logging.AddFilter("Orleans.Silo", LogLevel.Warning);
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Warning);
        logging.AddFilter("Orleans.Runtime.MembershipService", LogLevel.Warning);
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
