using System.Text.Json;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Tracking;

/// <summary>Reads a tracking request, and authenticates it by the body's <c>writeKey</c> when the header has no key.</summary>
internal sealed class TrackingAdmission(WebOptions options, CallerAuthentication authentication, RequestRates rates, TimeProvider time)
{
    /// <summary>Longest body that is read for a caller whose key is in it: until then it is anybody's.</summary>
    public const int MaxUnknownBytes = 1024 * 1024;
    private static readonly AccessRule Rule = new(KeyScopes.Write, Browsers: true);

    public async Task<(TrackingRequest? Request, JsonDocument? Document, ProblemHttpResult? Problem)> AdmitAsync(
        HttpContext context, bool isBatch, CancellationToken cancellationToken)
    {
        var receivedAt = time.GetUtcNow();
        var isKnown = context.Features.Get<Caller>() is not null;
        var (document, problem) = await RequestBody.ReadAsync(
            context, isKnown ? options.MaxBodyBytes : Math.Min(options.MaxBodyBytes, MaxUnknownBytes), cancellationToken);
        if (document is null)
        {
            return (null, null, problem);
        }

        if (!isKnown)
        {
            var key = KeyIn(document.RootElement);
            if (await AccessMiddleware.AdmitAsync(context, key, Rule, authentication, rates, cancellationToken) is { } refusal)
            {
                return (null, document, refusal);
            }
        }

        // A single event is judged whole, later; of a batch only the events are.
        if (isBatch && EventText.EnvelopeFaultOf(document.RootElement, options.MaxEventBytes) is { } fault)
        {
            return (null, document, Problem.BadRequest(fault.Code!, fault.Reason!));
        }

        var whole = new DateTimeOffset(receivedAt.UtcTicks - (receivedAt.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return (new TrackingRequest(context.Caller(), document.RootElement, whole, context.Connection.RemoteIpAddress), document, null);
    }

    /// <summary>The body's key; null as well when the body holds text that cannot be read.</summary>
    private static string? KeyIn(JsonElement body)
    {
        try
        {
            return EnvelopeReader.Scalar(body, "writeKey");
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
