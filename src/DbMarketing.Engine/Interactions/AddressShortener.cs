using System.Net;
using System.Net.Sockets;

namespace DbMarketing.Engine.Interactions;

/// <summary>Takes from a sender's address what tells one household from the next: /24 of IPv4, /48 of IPv6.</summary>
public static class AddressShortener
{
    /// <summary>The network's address as text, such as <c>203.0.113.0</c> or <c>2001:db8:1::</c>.</summary>
    public static string Shorten(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        bytes[(address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6)..length].Clear();
        return new IPAddress(bytes[..length]).ToString();
    }
}
