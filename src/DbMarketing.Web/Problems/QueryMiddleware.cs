using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Problems;

/// <summary>Refuses a query that its endpoint could not read, in words. It stands after access: who may not ask is told nothing.</summary>
internal sealed class QueryMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        QueryFaults.Find(context) is { } refusal ? refusal.ExecuteAsync(context) : next(context);
}
