using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DbMarketing.LoadTests;

/// <summary>The floor of single posts: an endpoint that parses the same body and answers.</summary>
internal sealed class ParseOnlyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ParseOnlyServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<ParseOnlyServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/track", async (HttpRequest request) =>
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return Results.Text("""{"success":true}""", "application/json");
        });
        await app.StartAsync(cancellationToken);
        return new ParseOnlyServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
