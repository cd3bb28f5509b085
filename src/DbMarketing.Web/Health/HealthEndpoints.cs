using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Health;

/// <summary>Whether the process lives, and whether it can take interactions.</summary>
internal static class HealthEndpoints
{
    /// <summary>Registers what <see cref="Map"/> stands on.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services.AddSingleton<JournalProbe>();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new HealthBody("live", null)))
            .WithName("healthLive").WithTags("Operations").WithSummary("The process answers").ForAnybody();
        routes.MapGet("/health/ready", ReadyAsync)
            .WithName("healthReady").WithTags("Operations").WithSummary("The journal can be written and a playbook is loaded").ForAnybody()
            .WithDescription("The journal is asked once a second at most; in between the last answer holds.")
            .Produces<HealthBody>().Produces<HealthBody>(503);
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext context, JournalProbe journal, ReferenceSource reference, CancellationToken cancellationToken)
    {
        if (!await journal.IsWritableAsync(cancellationToken))
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
