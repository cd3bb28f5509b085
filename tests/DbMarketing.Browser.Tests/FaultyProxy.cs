using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Browser.Tests;

/// <summary>What happens to a request on its way.</summary>
internal enum Mishap
{
    None = 0,
    TooManyRequests,
    Unavailable,

    /// <summary>The connection breaks before the server hears of it.</summary>
    LostRequest,

    /// <summary>The server has stored it, but its answer never arrives.</summary>
    LostReply,
}

/// <summary>
/// Stands between a browser and the server and spoils the first requests with events, in the order given; later ones pass.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly string[] s_dropped = ["Transfer-Encoding", "Connection", "Keep-Alive"];
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly Queue<Mishap> _mishaps;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _answers = new(0);

    private FaultyProxy(WebApplication app, Uri server, IEnumerable<Mishap> mishaps)
    {
        _app = app;
        _server = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server };
        _mishaps = new(mishaps);
    }

    /// <summary>Where pages are served: another origin than <see cref="Api"/>, so that the browser asks for permission first.</summary>
    public Uri Pages => new(_app.Urls.First());

    public Uri Api => new(_app.Urls.Last());

    /// <summary>Mishaps that have not happened yet.</summary>
    public int Left
    {
        get
        {
            lock (_lock)
            {
                return _mishaps.Count;
            }
        }
    }

    public static async Task<FaultyProxy> StartAsync(Uri server, string clientFolder, string page, IEnumerable<Mishap> mishaps)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new FaultyProxy(app, server, mishaps);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(clientFolder), RequestPath = "/client" });
        app.MapGet("/page.html", () => Results.Content(page.Replace("API", $"127.0.0.1:{proxy.Api.Port}", StringComparison.Ordinal), "text/html"));
        app.Map("/v1/{**rest}", proxy.PassAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>Waits until so many more posts have brought the server's answer to the browser.</summary>
    public async Task TakeAnswersAsync(int posts, CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < posts; taken++)
        {
            await _answers.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
        _answers.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var mishap = HttpMethods.IsPost(context.Request.Method) ? Next() : Mishap.None;
        if (mishap is Mishap.TooManyRequests or Mishap.Unavailable)
        {
            context.Response.StatusCode = mishap == Mishap.TooManyRequests ? 429 : 503;
            context.Response.Headers.RetryAfter = "1";
            context.Response.Headers.AccessControlAllowOrigin = "*";
            return;
        }

        if (mishap == Mishap.LostRequest)
        {
            context.Abort();
            return;
        }

        using var request = new HttpRequestMessage(new(context.Request.Method), context.Request.Path + context.Request.QueryString)
        {
            Content = HttpMethods.IsPost(context.Request.Method) ? new StreamContent(context.Request.Body) : null,
        };
        foreach (var (name, value) in context.Request.Headers.Where(h => h.Key != "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
            }
        }

        using var response = await _server.SendAsync(request, context.RequestAborted);
        if (mishap == Mishap.LostReply)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, value) in response.Headers.Concat(response.Content.Headers).Where(h => !s_dropped.Contains(h.Key)))
        {
            context.Response.Headers[name] = value.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            _answers.Release();
        }
    }

    private Mishap Next()
    {
        lock (_lock)
        {
            return _mishaps.TryDequeue(out var mishap) ? mishap : Mishap.None;
        }
    }
}
