using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Problems;

/// <summary>Turns every failure, and every bare status code, into a problem document.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await ProblemOf(context, exception).ExecuteAsync(context);
            return;
        }

        if (!context.Response.HasStarted && PageEndpoints.IsMissingScreen(context))
        {
            await PageEndpoints.ScreenAsync(context);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } response)
        {
            await RefusalOf(context).ExecuteAsync(context);
        }
    }

    private ProblemHttpResult ProblemOf(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case JournalUnavailableException unavailable:
                LogUnavailable(logger, unavailable, unavailable.Message);
                return Problem.RetryLater(
                    context, StatusCodes.Status503ServiceUnavailable, "journal_unavailable",
                    "The journal cannot store anything now, so nothing was acknowledged. A retry is safe: it is counted once.",
                        unavailable.RetryAfter);
            case EngineOverloadedException overloaded:
                return Problem.RetryLater(
                    context, StatusCodes.Status503ServiceUnavailable, "overloaded",
                    overloaded.Message + " Nothing was acknowledged. A retry is safe: it is counted once.", overloaded.RetryAfter);
            case BadHttpRequestException bad:
                return Problem.Of(bad.StatusCode, Problem.CodeOf(bad.StatusCode), bad.Message);
            default:
                LogFailed(logger, exception, context.GetEndpoint()?.DisplayName);
                return Problem.Of(
                    StatusCodes.Status500InternalServerError, "internal_error",
                    $"The request failed; the log has the cause under trace "
                        + $"{System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier}.");
        }
    }

    private static ProblemHttpResult RefusalOf(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return Problem.Of(status, Problem.CodeOf(status), DetailOf(context));
    }

    private static string DetailOf(HttpContext context) => context.Response.StatusCode switch
    {
        404 => $"No resource answers to this path; /docs lists those there are.",
        405 => $"{context.Request.Method} is not allowed here; allowed: {context.Response.Headers.Allow}.",
        415 => $"The media type '{context.Request.ContentType}' is not supported; send application/json.",
        _ => "The request was refused.",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The request to {Endpoint} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string? endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal is not available: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, string reason);
}
