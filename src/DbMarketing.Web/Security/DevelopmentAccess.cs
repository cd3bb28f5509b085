using System.Net;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Security;

/// <summary>
/// The development default: listening on loopback only and with no key in the store, everything is allowed to whoever sits at this
/// machine. Host and Origin must be loopback too, so that a web page from elsewhere cannot reach it through the browser.
/// </summary>
internal sealed class DevelopmentAccess(WebOptions options, KeyStore keys)
{
    public async ValueTask<bool> IsActiveAsync(CancellationToken cancellationToken) =>
        options.LoopbackOnly && !await keys.AnyAsync(cancellationToken);

    /// <summary>Why the request does not come from this machine's own pages, or null.</summary>
    public static string? FaultOf(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
        {
            return $"The Host '{request.Host.Host}' is not loopback. Without keys this server answers only to localhost; create a key "
                + $"to serve others.";
        }

        // Behind a proxy on this machine everybody comes from loopback, and many proxies put their own address into Host.
        if (request.HttpContext.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(Plain(address))
            || request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded"))
        {
            return "The request does not come from this machine. Without keys this server answers only to it; "
                + "create a key to serve others.";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopback(uri.Host))
            ? null
            : $"The Origin '{origin}' is not loopback. Without keys this server answers only to pages of this machine; create a "
                + $"browser key for that origin.";
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>True for localhost and loopback addresses.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
