using System.Runtime.InteropServices;
using System.Text.Json;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Tracking;

/// <summary>Reads a tracking request, and authenticates it by the body's <c>writeKey</c> when the header has no key.</summary>
internal sealed class TrackingAdmission(
    WebOptions options, BytesInFlight bytes, CallerAuthentication authentication, RequestRates rates, TimeProvider time)
{
    /// <summary>Longest body that is read for a caller whose key is in it: until then it is anybody's.</summary>
    public const int MaxUnknownBytes = 1024 * 1024;
    private static readonly AccessRule Rule = new(KeyScopes.Write, Browsers: true);

    public async Task<(TrackingRequest? Request, JsonDocument? Document, ProblemHttpResult? Problem)> AdmitAsync(
        HttpContext context, bool isBatch, CancellationToken cancellationToken)
    {
        var receivedAt = time.GetUtcNow();
        var (document, problem) = context.Features.Get<Caller>() is not null
            ? await RequestBody.ReadAsync(context, options.MaxBodyBytes, cancellationToken)
            : await ReadUnknownAsync(context, cancellationToken);
        if (document is null)
        {
            return (null, null, problem);
        }

        // A single event is judged whole, later; of a batch only the events are.
        if (isBatch && EventText.EnvelopeFaultOf(document.RootElement, options.MaxEventBytes) is { } fault)
        {
            return (null, document, Problem.BadRequest(fault.Code!, fault.Reason!));
        }

        if (isBatch && Refuse(context, document.RootElement) is { } full)
        {
            return (null, document, full);
        }

        var whole = new DateTimeOffset(receivedAt.UtcTicks - (receivedAt.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return (new TrackingRequest(context.Caller(), document.RootElement, whole, context.Connection.RemoteIpAddress), document, null);
    }

    /// <summary>Each event of a batch is charged on its own, with the copy of the batch's context that it may keep.</summary>
    private static ProblemHttpResult? Refuse(HttpContext context, JsonElement body)
    {
        var events = EnvelopeReader.Member(body, "batch") is { ValueKind: JsonValueKind.Array } batch ? batch.GetArrayLength() : 0L;
        var shared = EnvelopeReader.Member(body, "context") is { } given ? JsonMarshal.GetRawUtf8Value(given).Length : 0;
        var portion = context.Features.GetRequiredFeature<BytesInFlight.Portion>();
        return portion.TryGrow(events * (BytesInFlight.BytesPerEvent + shared)) ? null : RequestBody.TooMany(context, portion);
    }

    /// <summary>
    /// The body of a sender whose key is in it. Until the key is accepted it is anybody's: it has little room, little time, and nothing is
    /// made of it.
    /// </summary>
    private async Task<(JsonDocument? Document, ProblemHttpResult? Problem)> ReadUnknownAsync(
        HttpContext context, CancellationToken cancellationToken)
    {
        var portion = RequestBody.Hold(context, bytes.BeginUnknown(context.Connection.RemoteIpAddress));
        var (body, problem) = await ReceiveInTimeAsync(context, portion, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }

        var key = body.Outline.WriteKey;
        if (await AccessMiddleware.AdmitAsync(context, key, Rule, authentication, rates, cancellationToken) is { } refusal)
        {
            return (null, refusal);
        }

        return portion.TryAdmit() ? RequestBody.Parse(context, body) : (null, RequestBody.TooMany(context, portion));
    }

    private async Task<(ReceivedBody? Body, ProblemHttpResult? Problem)> ReceiveInTimeAsync(
        HttpContext context, BytesInFlight.Portion portion, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.UnknownBodyTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await RequestBody.ReceiveAsync(context, portion, Math.Min(options.MaxBodyBytes, MaxUnknownBytes), either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The rest of the body may still come, and belongs to no request.
            context.Response.Headers.Connection = "close";
            return (null, Problem.Of(
                StatusCodes.Status408RequestTimeout, "body_too_slow",
                $"The body had not come whole after {options.UnknownBodyTime.TotalSeconds} s, the limit for one without a key in the "
                    + $"header (setting Web:{nameof(WebOptions.UnknownBodyTime)}). Nothing of this request was stored."));
        }
    }
}
