using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Import;

/// <summary>
/// A running server, reached through its tracking API like any other sender. A batch that fails is sent again, which is safe
/// because the server knows the messages it has; so an interrupted import is simply run again.
/// </summary>
internal sealed class HttpImportTarget : IImportTarget, IDisposable
{
    /// <summary>How long a batch is tried again where nothing else was asked for.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_betweenWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly Action<string> _tell;
    private readonly Lock _gate = new();
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;

    /// <param name="server">The server's address.</param>
    /// <param name="key">Its API key; null while the server needs none.</param>
    /// <param name="patience">How long a batch that fails is sent again; zero gives up at once.</param>
    /// <param name="tell">Gets a sentence when attempts fail, at most one each second whatever the batches on their way.</param>
    /// <param name="time">The clock that waits.</param>
    /// <param name="handler">What the requests go through, in place of the network.</param>
    public HttpImportTarget(
        Uri server, string? key, TimeSpan patience, Action<string> tell, TimeProvider time, HttpMessageHandler? handler = null)
    {
        (_time, _patience, _tell) = (time, patience, tell);
        handler ??= new SocketsHttpHandler { ConnectTimeout = s_connectTimeout };
        _client = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        _client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    public Verdict? Judge(AddressedInteraction interaction, DateTimeOffset now) => null;

    public async Task<IReadOnlyList<Verdict>> RecordAsync(IReadOnlyList<AddressedInteraction> batch, CancellationToken cancellationToken)
    {
        var body = TrackingFormat.Write(batch);
        var giveUpAt = _time.GetUtcNow() + _patience;
        for (var attempt = 1; ; attempt++)
        {
            var (verdicts, fault, wait) = await SendAsync(body, batch.Count, attempt, cancellationToken);
            if (verdicts is not null)
            {
                return verdicts;
            }

            var left = giveUpAt - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                throw new CommandException(
                    $"The server at {_client.BaseAddress} did not take a batch for {_patience.TotalSeconds:0.#} s ({fault}).");
            }

            wait = wait < left ? wait : left;
            Tell($"The server at {_client.BaseAddress} does not take a batch ({fault}); trying again for {left.TotalSeconds:0} s.");
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    /// <summary>Only a key that may read is told; the import itself needs no more than write.</summary>
    public async Task<IReadOnlySet<string>?> ReadCurrenciesAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync("v1/playbook", cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var playbook = body.RootElement.GetProperty("playbook");
            var currencies = new HashSet<string> { playbook.GetProperty("baseCurrency").GetString()! };
            currencies.UnionWith(playbook.GetProperty("rates").EnumerateObject().Select(rate => rate.Name));
            return currencies;
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // The server's ledger counts what reached it; a line that could not be read never does.
    public Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ImportProgress?> ReadProgressAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult<ImportProgress?>(null);

    public Task WriteProgressAsync(string id, ImportProgress? progress, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    private async Task<(IReadOnlyList<Verdict>? Verdicts, string Fault, TimeSpan Wait)> SendAsync(
        byte[] body, int count, int attempt, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Min(s_longestWait.TotalMilliseconds, 250 * Math.Pow(2, attempt - 1)));
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _client.PostAsync("v1/batch", content, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return (ReadVerdicts(await response.Content.ReadAsByteArrayAsync(cancellationToken), count), "", wait);
            }

            var fault = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            var transient = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
            if (!transient && (int)response.StatusCode < 500)
            {
                var detail = await response.Content.ReadAsStringAsync(cancellationToken);
                ThrowIfForTheKey(response.StatusCode, detail);
                throw new CommandException($"The server refuses the import: {fault}. {Shortened(detail)}");
            }

            return (null, fault, response.Headers.RetryAfter?.Delta is { } asked && asked < s_longestWait ? asked : wait);
        }
        catch (HttpRequestException exception)
        {
            return (null, exception.Message, wait);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "no answer in 60 seconds", wait);
        }
    }

    private void ThrowIfForTheKey(HttpStatusCode status, string detail)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new CommandException(_client.DefaultRequestHeaders.Authorization is null
                ? $"The server at {_client.BaseAddress} needs a key with the scope write, and none was given. Give it with --key KEY; "
                    + "'keys create --name import --scopes write' makes one on the server's database."
                : $"The server at {_client.BaseAddress} does not take the key of --key, which must be one of its own with the scope write: "
                    + DetailOf(detail));
        }
    }

    /// <summary>The sentence of a problem; the body as it is when it is none.</summary>
    private static string DetailOf(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return Text(problem.RootElement, "detail") ?? Shortened(body);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Shortened(body);
        }
    }

    private static string Shortened(string text) => text.Length > 300 ? text[..300] : text;

    private void Tell(string sentence)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - s_betweenWords < _toldAt)
            {
                return;
            }

            _toldAt = now;
        }

        _tell(sentence);
    }

    private static Verdict[] ReadVerdicts(byte[] body, int count)
    {
        using var document = JsonDocument.Parse(body);
        var verdicts = new Verdict[count];
        foreach (var result in document.RootElement.GetProperty("results").EnumerateArray())
        {
            verdicts[result.GetProperty("index").GetInt32()] = result.GetProperty("verdict").GetString() switch
            {
                "applied" => Verdict.Applied,
                "duplicate" => Verdict.Duplicate,
                _ => Verdict.Rejected(Text(result, "code") ?? "rejected", Text(result, "reason") ?? "the server gave no reason"),
            };
        }

        return verdicts;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
