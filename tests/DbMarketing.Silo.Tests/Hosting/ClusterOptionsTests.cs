using System.Net;
using DbMarketing.Silo.Hosting;

namespace DbMarketing.Silo.Tests.Hosting;

public sealed class ClusterOptionsTests
{
    [Theory]
    [InlineData(nameof(NodeRole.Silo), "127.0.0.1", null)]
    [InlineData(nameof(NodeRole.All), "::1", null)]
    [InlineData(nameof(NodeRole.Web), "10.0.0.7", null)]
    [InlineData(nameof(NodeRole.Silo), "10.0.0.7", "10.0.0.7:11111 and :30000 let anyone in")]
    [InlineData(nameof(NodeRole.All), "10.0.0.7", "10.0.0.7:11111 and :30000 let anyone in")]
    public void OpenPorts_AreToldOfWhereOthersReachThem(string role, string address, string? expected)
    {
        var options = new ClusterOptions
        {
            Role = Enum.Parse<NodeRole>(role),
            Web = new() { Urls = [] },
            Postgres = "",
            SiloAddress = IPAddress.Parse(address),
        };

        Assert.Equal(expected, options.OpenPorts?[..expected!.Length]);
    }
}
