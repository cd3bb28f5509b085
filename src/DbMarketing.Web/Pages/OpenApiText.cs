using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Pages;

/// <summary>
/// The description of the API, made when it is first asked for and then served from memory: making it takes a tenth of a second of a
/// processor, and anybody may ask. Thread-safe.
/// </summary>
internal sealed class OpenApiText(RequestDelegate make)
{
    private const string Document = "v1";
    private readonly Lock _lock = new();
    private Task<byte[]>? _text;

    /// <summary>Puts the text in front of the endpoint that makes it.</summary>
    public static void MakeOnce(EndpointBuilder endpoint) =>
        endpoint.RequestDelegate = new OpenApiText(endpoint.RequestDelegate!).InvokeAsync;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.RouteValues["documentName"] is not Document)
        {
            await make(context);
            return;
        }

        var text = await TextAsync(context);
        context.Response.ContentType = "application/json;charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.BodyWriter.WriteAsync(text, context.RequestAborted);
    }

    private Task<byte[]> TextAsync(HttpContext context)
    {
        lock (_lock)
        {
            return _text is { IsFaulted: false } ? _text : _text = MakeAsync(context);
        }
    }

    /// <summary>Others wait for it, so it is made to its end when whoever asked first has left.</summary>
    private async Task<byte[]> MakeAsync(HttpContext context)
    {
        var (body, aborted) = (context.Response.Body, context.RequestAborted);
        using var made = new MemoryStream();
        (context.Response.Body, context.RequestAborted) = (made, CancellationToken.None);
        try
        {
            await make(context);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
            return made.ToArray();
        }
        finally
        {
            (context.Response.Body, context.RequestAborted) = (body, aborted);
        }
    }
}
