using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>
/// Spoils every second request of the tracking API, in turn: 429, 503, a connection dropped before the request is handled, and one
/// dropped after it was stored but before the answer left.
/// </summary>
internal sealed class FaultyNetwork
{
    private int _requests;

    public int Faults { get; private set; }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var number = Interlocked.Increment(ref _requests);
        if (number % 2 == 0 || number > 16 || !HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        Faults++;
        switch (number / 2 % 4)
        {
            case 0:
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                break;
            case 1:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "1";
                break;
            case 2:
                context.Abort();
                break;
            default:
                context.Response.Body = new MemoryStream();
                await next(context);
                context.Abort();
                break;
        }
    }
}
