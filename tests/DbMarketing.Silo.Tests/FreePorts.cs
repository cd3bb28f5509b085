using System.Net;
using System.Net.Sockets;

namespace DbMarketing.Silo.Tests;

/// <summary>Ports of loopback that nobody listened on a moment ago.</summary>
internal static class FreePorts
{
    public static (int Silo, int Gateway) Take()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
