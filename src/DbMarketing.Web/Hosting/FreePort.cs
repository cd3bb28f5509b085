using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Hosting;

/// <summary>
/// Asks the operating system for an address before a host starts on it, so that one that is taken is said in one line, and before a node
/// joins a cluster. Whoever takes it in the moment between is told by the host itself.
/// </summary>
internal static class FreePort
{
    /// <exception cref="CommandException">An address of <c>--urls</c> cannot be listened on.</exception>
    public static void ThrowIfTaken(IEnumerable<string> urls)
    {
        foreach (var url in urls)
        {
            var address = BindingAddress.Parse(url);
            foreach (var ip in AddressesOf(address.Host))
            {
                ThrowIfTaken(new IPEndPoint(ip, address.Port), url, "--urls");
            }
        }
    }

    /// <param name="endpoint">Where to listen; port 0 is always free.</param>
    /// <param name="shown">How the user knows it.</param>
    /// <param name="option">The option that names another.</param>
    /// <exception cref="CommandException">It cannot be listened on.</exception>
    public static void ThrowIfTaken(IPEndPoint endpoint, string shown, string option)
    {
        if (endpoint.Port == 0)
        {
            return;
        }

        try
        {
            using var listener = new TcpListener(endpoint);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressFamilyNotSupported)
        {
            // A machine without IPv6 serves localhost by IPv4 alone.
        }
        catch (SocketException exception)
        {
            throw new CommandException(exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Another program listens on {shown} already: stop it, or choose another port with {option}."
                : $"Nothing can listen on {shown} ({exception.Message}): choose another address with {option}.");
        }
    }

    private static IPAddress[] AddressesOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? [ip]
        : [IPAddress.Any];
}
