using System.Net;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Silo.Hosting;

/// <summary>What a node's <c>serve</c> was asked for.</summary>
internal sealed record ClusterOptions
{
    public const string DefaultName = "dbmarketing";
    public const int DefaultSiloPort = 11111;
    public const int DefaultGatewayPort = 30000;

    /// <summary>Longest name of a cluster, in characters: what its column in the membership table holds.</summary>
    public const int MaxNameLength = 150;

    public NodeRole Role { get; init; } = NodeRole.All;

    public required WebHostOptions Web { get; init; }

    /// <summary>Connection string of the database that all nodes share; it can be read.</summary>
    public required string Postgres { get; init; }

    /// <summary>Nodes of one name and database work together.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>Where other nodes reach this silo; loopback unless it was named, so that nobody else does.</summary>
    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    public int SiloPort { get; init; } = DefaultSiloPort;

    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>What an operator must know of ports that other machines can reach; null when there are none.</summary>
    public string? OpenPorts => Role == NodeRole.Web || IPAddress.IsLoopback(SiloAddress)
        ? null
        : $"{SiloAddress}:{SiloPort} and :{GatewayPort} let anyone in who reaches them; keep them on a private network of the nodes";
}
