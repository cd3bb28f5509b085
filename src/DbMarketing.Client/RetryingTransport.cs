using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DbMarketing.Client;

/// <summary>
/// Sends JSON and tries again after 408, 429, 5xx, a broken connection or a timeout. A wait that the server asks for is kept.
/// </summary>
internal sealed class RetryingTransport : IDisposable
{
    private readonly DbMarketingClientOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Random _jitter = new();

    public RetryingTransport(DbMarketingClientOptions options, HttpClient? http, TimeProvider time)
    {
        (_options, _time, _ownsHttp) = (options, time, http is null);
        _http = http ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Posts a body; any refusal is a <see cref="DbMarketingException"/>.</summary>
    public async Task<TReply> PostAsync<TBody, TReply>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
        where TReply : class
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return await SendAsync(HttpMethod.Post, path, bytes, replyType, cancellationToken)
            ?? throw new DbMarketingException($"The server knows no {path}.", HttpStatusCode.NotFound);
    }

    /// <summary>Gets a resource; null when it is not found.</summary>
    public Task<TReply?> GetAsync<TReply>(string path, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
        where TReply : class =>
        SendAsync(HttpMethod.Get, path, null, replyType, cancellationToken);

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private async Task<TReply?> SendAsync<TReply>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
        where TReply : class
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
                using var request = Request(method, path, body);
                using var response = await _http.SendAsync(request, both.Token);
                if (response.IsSuccessStatusCode)
                {
                    var content = await response.Content.ReadAsByteArrayAsync(both.Token);
                    return JsonSerializer.Deserialize(content, replyType) ?? throw new DbMarketingException(
                        $"The answer of {path} is empty.");
                }

                if (response.StatusCode == HttpStatusCode.NotFound && method == HttpMethod.Get)
                {
                    return null;
                }

                if (!MayPass(response.StatusCode) || attempt == _options.MaxAttempts)
                {
                    throw await RefusalAsync(path, response, both.Token);
                }

                asked = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception exception) when (IsPassing(exception, cancellationToken) && attempt < _options.MaxAttempts)
            {
                // The next attempt is the answer to it.
            }
            catch (Exception exception) when (IsPassing(exception, cancellationToken))
            {
                throw new DbMarketingException($"{_options.Server} did not answer in {attempt} attempts: {exception.Message}",
                    inner: exception);
            }

            await Task.Delay(Delay(attempt, asked), _time, cancellationToken);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body)
    {
        var request = new HttpRequestMessage(method, new Uri(_options.Server, path));
        if (_options.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private TimeSpan Delay(int attempt, TimeSpan? asked)
    {
        var doubled = _options.FirstRetryDelay * Math.Pow(2, attempt - 1);
        double jitter;
        lock (_jitter)
        {
            jitter = 0.5 + _jitter.NextDouble();
        }

        var delay = asked ?? (doubled * jitter);
        return delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay;
    }

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static bool IsPassing(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static async Task<DbMarketingException> RefusalAsync(string path, HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        string? code = null, detail = null;
        try
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            code = problem.RootElement.TryGetProperty("code", out var c) ? c.GetString() : null;
            detail = problem.RootElement.TryGetProperty("detail", out var d) ? d.GetString() : null;
        }
        catch (JsonException)
        {
            // A proxy's page, not the server's problem document: the status says enough.
        }

        return new DbMarketingException(
            $"{path}: {(int)response.StatusCode} {response.ReasonPhrase}. {detail}".TrimEnd(), response.StatusCode, code);
    }
}
