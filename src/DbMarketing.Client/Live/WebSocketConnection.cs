using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace DbMarketing.Client.Live;

/// <summary>
/// A WebSocket as the duplex pipe that SignalR's client talks through: what is written is sent, what is received can be read.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext
{
    private readonly ClientWebSocket _socket;
    private readonly Duplex _application;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _pumps;

    public WebSocketConnection(ClientWebSocket socket)
    {
        _socket = socket;
        var received = new Pipe();
        var sent = new Pipe();
        Transport = new Duplex(received.Reader, sent.Writer);
        _application = new Duplex(sent.Reader, received.Writer);
        ConnectionClosed = _closed.Token;
        _pumps = Task.WhenAll(ReceiveAsync(), SendAsync());
    }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("n");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => _closed.Cancel();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        await _closed.CancelAsync();
        await _pumps;
        _socket.Dispose();
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private async Task ReceiveAsync()
    {
        Exception? fault = null;
        try
        {
            while (true)
            {
                var memory = _application.Output.GetMemory(4_096);
                var result = await _socket.ReceiveAsync(memory, _closed.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                _application.Output.Advance(result.Count);
                if ((await _application.Output.FlushAsync(_closed.Token)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed or aborted by this side.
        }
        catch (WebSocketException exception)
        {
            fault = exception;
        }

        await _application.Output.CompleteAsync(fault);
        await _closed.CancelAsync();
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var result = await _application.Input.ReadAsync(_closed.Token);
                if (!result.Buffer.IsEmpty)
                {
                    await _socket.SendAsync(result.Buffer.ToArray(), WebSocketMessageType.Text, endOfMessage: true, _closed.Token);
                }

                _application.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The receiving side reports the end of the connection.
        }

        await _application.Input.CompleteAsync();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
