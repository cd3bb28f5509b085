using System.Text.Json;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Tracking;

/// <summary>Reads a tracking request, and authenticates it by the body's <c>writeKey</c> when the header has no key.</summary>
internal sealed class TrackingAdmission(WebOptions options, CallerAuthentication authentication, RequestRates rates, TimeProvider time)
{
    private static readonly AccessRule Rule = new(KeyScopes.Write, Browsers: true);

    public async Task<(TrackingRequest? Request, JsonDocument? Document, ProblemHttpResult? Problem)> AdmitAsync(
        HttpContext context, CancellationToken cancellationToken)
    {
        var receivedAt = time.GetUtcNow();
        var (document, problem) = await RequestBody.ReadAsync(context, options.MaxBodyBytes, cancellationToken);
        if (document is null)
        {
            return (null, null, problem);
        }

        if (context.Features.Get<Caller>() is null)
        {
            var key = EnvelopeReader.Scalar(document.RootElement, "writeKey");
            if (await AccessMiddleware.AdmitAsync(context, key, Rule, authentication, rates, cancellationToken) is { } refusal)
            {
                return (null, document, refusal);
            }
        }

        var whole = new DateTimeOffset(receivedAt.UtcTicks - (receivedAt.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return (new TrackingRequest(context.Caller(), document.RootElement, whole, context.Connection.RemoteIpAddress), document, null);
    }
}
