using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Feed;
using DbMarketing.Silo.Grains;
using DbMarketing.Silo.Schema;
using DbMarketing.Silo.Statistics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Serialization.Configuration;

namespace DbMarketing.Silo.Hosting;

/// <summary>
/// Adds customers to a silo, and the engine to any node. The host registers what both stand on: <c>IJournalStore</c>,
/// <c>ReferenceSource</c>, <c>EngineLimits</c>, <c>ClusterTimings</c>, <c>TimeProvider</c>, and for a silo <c>JournalWriterOptions</c>
/// and, if snapshots are not kept beside the journal, <c>ISnapshotStore</c>.
/// </summary>
internal static class ClusterServices
{
    /// <summary>Lets customers live on this silo.</summary>
    public static ISiloBuilder AddCustomers(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(new SeedSource(null));
        silo.Services.TryAddSingleton<GrainActors>();
        silo.Services.AddSingleton<SiloNode>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<SiloNode>());
        silo.Services.AddWireNames();
        silo.Services.AddOptions<ClusterMembershipOptions>().Configure<ClusterTimings>(Configure);
        silo.Services.AddOptions<GrainCollectionOptions>().Configure<EngineLimits>(static (collection, limits) =>
        {
            collection.CollectionAge = limits.AnonymousIdleTime;
            collection.CollectionQuantum = Shorter(limits.IdleSweepInterval, limits.AnonymousIdleTime / 2);
        });
        return silo;
    }

    /// <summary>Lets a front call the silos' customers; which silos there are is looked up as often as silos look at each other.</summary>
    public static IClientBuilder AddGateways(this IClientBuilder client)
    {
        client.Services.AddWireNames();
        client.Services.AddOptions<GatewayOptions>().Configure<ClusterTimings>(static (gateways, timings) =>
            gateways.GatewayListRefreshPeriod = timings.MembershipInterval);
        return client;
    }

    /// <summary>Keeps snapshots as grain state in a database with the tables of <see cref="ClusterSchema"/>.</summary>
    public static ISiloBuilder AddSnapshots(this ISiloBuilder silo, string postgres)
    {
        silo.Services.AddSingleton<ISnapshotStore, GrainSnapshots>();
        return silo.AddAdoNetGrainStorage(GrainSnapshots.Storage, (AdoNetGrainStorageOptions storage) =>
            (storage.Invariant, storage.ConnectionString, storage.GrainStorageSerializer) =
                (ClusterDatabase.Invariant, ClusterDatabase.ForSnapshots(postgres), new SnapshotBytesSerializer()));
    }

    /// <summary>The engine for the callers of this node, and what tells its screens of the rest of the cluster.</summary>
    public static IServiceCollection AddClusterEngine(this IServiceCollection services)
    {
        services.TryAddSingleton<GrainActors>();
        services.AddSingleton<FollowRelay>().AddSingleton<ClusterEngine>();
        services.AddSingleton<ICustomerEngine>(static provider => provider.GetRequiredService<ClusterEngine>());
        services.AddHostedService(static provider => provider.GetRequiredService<FollowRelay>());
        services.AddHostedService(static provider => provider.GetRequiredService<ClusterEngine>());
        return services;
    }

    /// <summary>What tells the overview of the whole cluster; on a silo, also what tells the cluster of it.</summary>
    public static IServiceCollection AddClusterStatistics(this IServiceCollection services)
    {
        services.AddSingleton<ClusterStatistics>();
        services.AddSingleton<IEngineStatistics>(static provider => provider.GetRequiredService<ClusterStatistics>());
        return services.AddHostedService(static provider => provider.GetRequiredService<ClusterStatistics>());
    }

    /// <summary>Names the engine's types that cross between nodes: it knows nothing of Orleans, so no attribute does.</summary>
    private static void AddWireNames(this IServiceCollection services) => services.Configure<TypeManifestOptions>(static types =>
    {
        types.WellKnownTypeAliases["dbmarketing.call"] = typeof(CallEnvelope);
        types.WellKnownTypeAliases["dbmarketing.reply"] = typeof(ReplyEnvelope);
    });

    /// <summary>
    /// Probes keep their one timeout: where it may grow, so does the time for which a silo that hangs passes for alive on account of what
    /// it said before.
    /// </summary>
    private static void Configure(ClusterMembershipOptions membership, ClusterTimings timings)
    {
        membership.ProbeTimeout = membership.MinProbeTimeout = membership.MaxProbeTimeout = timings.ProbeTimeout;
        membership.NumMissedProbesLimit = timings.MissedProbes;
        membership.IAmAliveTablePublishTimeout = membership.TableRefreshTimeout = timings.MembershipInterval;
        membership.NumMissedTableIAmAliveLimit = ClusterTimings.MissedIntervals;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
