using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace DbMarketing.Web.Tests.Live;

/// <summary>A screen: SignalR's JSON protocol on a plain WebSocket.</summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const char Separator = '\u001e';
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonElement> _messages = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> _kept = [];
    private int _calls;

    public static async Task<HubSocket> ConnectAsync(WebServer server, string query = "")
    {
        var hub = new HubSocket();
        var uri = new Uri(server.Url.Replace("http://", "ws://", StringComparison.Ordinal) + "/hubs/live" + query);
        await hub._socket.ConnectAsync(uri, CancellationToken.None);
        await hub.SendAsync("{\"protocol\":\"json\",\"version\":1}");
        _ = hub.ReadAsync();
        return hub;
    }

    /// <summary>Calls a method: the result, or an error that begins with <c>error: </c>.</summary>
    public async Task<JsonElement> InvokeAsync(string method, params object[] arguments)
    {
        var id = (++_calls).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }));
        var answer = await NextAsync(m => m.TryGetProperty("invocationId", out var answered) && answered.GetString() == id);
        return answer.TryGetProperty("error", out var error) ? JsonSerializer.SerializeToElement("error: " + error.GetString())
            : answer.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>The next <c>changed</c> that fits.</summary>
    public async Task<JsonElement> ChangedAsync(Func<JsonElement, bool> fits) =>
        (await NextAsync(m => IsCall(m, "changed") && fits(m.GetProperty("arguments")[0]))).GetProperty("arguments")[0];

    public Task<JsonElement> CalledAsync(string target) => NextAsync(m => IsCall(m, target));

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await Task.CompletedTask;
    }

    private static bool IsCall(JsonElement message, string target) =>
        message.TryGetProperty("target", out var called) && called.GetString() == target;

    private async Task<JsonElement> NextAsync(Func<JsonElement, bool> fits)
    {
        var index = _kept.FindIndex(m => fits(m));
        if (index >= 0)
        {
            var kept = _kept[index];
            _kept.RemoveAt(index);
            return kept;
        }

        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var message = await _messages.Reader.ReadAsync(patience.Token);
            if (fits(message))
            {
                return message;
            }

            _kept.Add(message);
        }
    }

    private Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text + Separator), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var read = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                text.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
                if (!read.EndOfMessage)
                {
                    continue;
                }

                foreach (var frame in text.ToString().Split(Separator, StringSplitOptions.RemoveEmptyEntries))
                {
                    _messages.Writer.TryWrite(JsonElement.Parse(frame));
                }

                text.Clear();
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            _messages.Writer.TryComplete();
        }
    }
}
