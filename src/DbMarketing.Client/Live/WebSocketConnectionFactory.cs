using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace DbMarketing.Client.Live;

/// <summary>Opens a SignalR connection straight on a WebSocket, without the negotiation request.</summary>
internal sealed class WebSocketConnectionFactory(string? key) : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var address = ((UriEndPoint)endpoint).Uri;
        var socket = new ClientWebSocket();
        if (key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        }

        try
        {
            await socket.ConnectAsync(address, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new WebSocketConnection(socket);
    }
}
