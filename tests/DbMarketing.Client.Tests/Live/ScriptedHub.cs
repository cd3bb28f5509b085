using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Client.Tests.Live;

/// <summary>A live hub on a free port that does nothing by itself: the test reads the calls and says what goes back, and when.</summary>
internal sealed class ScriptedHub : IAsyncDisposable
{
    private const char Separator = '\u001e';
    private readonly WebApplication _app;
    private readonly Channel<HubCall> _calls = Channel.CreateUnbounded<HubCall>();
    private WebSocket? _socket;

    private ScriptedHub(WebApplication app) => _app = app;

    public DbMarketingClientOptions Options => new() { Server = new Uri(_app.Urls.First()) };

    public static async Task<ScriptedHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var hub = new ScriptedHub(builder.Build());
        hub._app.UseWebSockets();
        hub._app.Run(hub.TalkAsync);
        await hub._app.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    /// <summary>The next call that the client makes, pings left out.</summary>
    public async Task<HubCall> CallAsync() => await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Answers a Subscribe.</summary>
    public Task AnswerAsync(HubCall call, string subscriptionId, long sequence) =>
        SendAsync(new { type = 3, invocationId = call.Id, result = new { subscriptionId, sequence } });

    /// <summary>Answers a call that returns nothing.</summary>
    public Task CompleteAsync(HubCall call) => SendAsync(new { type = 3, invocationId = call.Id });

    public Task RefuseAsync(HubCall call, string error) => SendAsync(new { type = 3, invocationId = call.Id, error });

    public Task PushAsync(params object[] changes) =>
        SendAsync([.. changes.Select(change => new { type = 1, target = "changed", arguments = new[] { change } })]);

    /// <summary>Cuts the connection, as a broken cable does.</summary>
    public void Cut() => _socket!.Abort();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task SendAsync(params object[] messages)
    {
        var text = string.Concat(messages.Select(message => JsonSerializer.Serialize(message) + Separator));
        return _socket!.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
    }

    private async Task TalkAsync(HttpContext context)
    {
        var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16_384];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var read = await socket.ReceiveAsync(buffer, CancellationToken.None);
                var text = Encoding.UTF8.GetString(buffer, 0, read.Count);
                foreach (var frame in text.Split(Separator, StringSplitOptions.RemoveEmptyEntries))
                {
                    await HearAsync(socket, JsonElement.Parse(frame));
                }
            }
        }
        catch (WebSocketException)
        {
            // Cut, by either side.
        }
    }

    private async Task HearAsync(WebSocket socket, JsonElement message)
    {
        if (message.TryGetProperty("protocol", out _))
        {
            _socket = socket;
            await SendAsync(new object());
        }
        else if (message.GetProperty("type").GetInt32() == 1)
        {
            _calls.Writer.TryWrite(new HubCall(
                message.GetProperty("invocationId").GetString()!, message.GetProperty("target").GetString()!,
                message.GetProperty("arguments")[0]));
        }
    }
}

/// <summary>One invocation of the client.</summary>
internal sealed record HubCall(string Id, string Target, JsonElement Argument)
{
    /// <summary>The cursor of a Subscribe; null when it carries none.</summary>
    public long? After => Argument.TryGetProperty("after", out var after) ? after.GetInt64() : null;
}
