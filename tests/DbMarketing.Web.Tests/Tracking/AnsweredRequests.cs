using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>
/// Tells when requests have ended on the server's side, which is a moment after their senders have the answer. Callbacks at the end run
/// last in, first out, so this one, which stands before all others, sees what the request held let go.
/// </summary>
internal sealed class AnsweredRequests : IDisposable
{
    private readonly SemaphoreSlim _ended = new(0);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnCompleted(() =>
        {
            _ended.Release();
            return Task.CompletedTask;
        });
        return next(context);
    }

    public async Task WaitAsync(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            await _ended.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _ended.Dispose();
}
