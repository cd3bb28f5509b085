using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Health;

/// <summary>Whether the process lives, and whether it can take interactions.</summary>
internal static class HealthEndpoints
{
    private const string ProbeKind = "health";
    private const string ProbeId = "probe";
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new HealthBody("live", null)))
            .WithName("healthLive").WithTags("Operations").WithSummary("The process answers").ForAnybody();
        routes.MapGet("/health/ready", ReadyAsync)
            .WithName("healthReady").WithTags("Operations").WithSummary("The journal can be written and a playbook is loaded").ForAnybody()
            .Produces<HealthBody>().Produces<HealthBody>(503);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, IJournalStore store, ReferenceSource reference, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ProbeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await store.WriteDocumentAsync(new Document(ProbeKind, ProbeId, time.GetUtcNow(), "{}"u8.ToArray()), null, either.Token);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            context.Response.Headers.RetryAfter = "1";
            return TypedResults.Json(new HealthBody("unavailable", "The journal cannot be written now."), WebJson.Default.HealthBody,
                statusCode: 503);
        }

        return reference.Current.Playbook is { } playbook
            ? TypedResults.Ok(new HealthBody("ready", $"playbook {playbook.Version}"))
            : TypedResults.Json(new HealthBody("unavailable", "No playbook is loaded."), WebJson.Default.HealthBody, statusCode: 503);
    }
}

/// <summary>The state in one word, with a detail for the operator.</summary>
public sealed record HealthBody(string Status, string? Detail);
