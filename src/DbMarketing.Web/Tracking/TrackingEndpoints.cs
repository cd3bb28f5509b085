using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Tracking;

/// <summary>The public tracking protocol, as the unmodified Segment and RudderStack clients speak it.</summary>
internal static class TrackingEndpoints
{
    private static readonly AccessRule Rule = new(KeyScopes.Write, Browsers: true, KeyInBody: true);

    /// <summary>A batch of so many times the limit is refused whole: an answer for each event would be many times its size.</summary>
    private const int MaxVerdicts = 4;

    private static readonly (string Path, string Short)[] Types =
        [("identify", "i"), ("track", "t"), ("page", "p"), ("screen", "s"), ("group", "g"), ("alias", "a")];

    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        foreach (var (type, abbreviation) in Types)
        {
            foreach (var path in (string[])[type, abbreviation])
            {
                Describe(routes.MapPost("/v1/" + path,
                    (HttpContext context, EventIntake intake, EventRecorder recorder, TrackingAdmission admission) =>
                    OneAsync(context, type, intake, recorder, admission)), $"Record an event of type {type}", path);
            }
        }

        foreach (var path in (string[])["batch", "b"])
        {
            Describe(routes.MapPost("/v1/" + path, BatchAsync), "Record up to 2,500 events", path);
        }

        routes.MapGet("/v1/projects/{writeKey}/settings", Settings)
            .WithName("projectSettings").WithTags("Tracking").WithSummary("What analytics.js asks for at its start").ForAnybody();
    }

    private static void Describe(RouteHandlerBuilder route, string summary, string path) => route
        .WithName("post-" + path).WithTags("Tracking").WithSummary(summary).WithAccess(Rule)
        .WithDescription("Each event is judged alone: the answer is 200 with a verdict for every event, in order.")
        .TakesJson<JsonElement>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(408).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<TrackingReply>, ProblemHttpResult>> OneAsync(
        HttpContext context, string type, EventIntake intake, EventRecorder recorder, TrackingAdmission admission)
    {
        var (request, document, problem) = await admission.AdmitAsync(context, isBatch: false, context.RequestAborted);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            var judged = intake.Judge(request!, request!.Batch, type, 0, new Dictionary<string, int>());
            var results = await recorder.RecordAsync(request.Caller, request.ReceivedAt, [judged], context.RequestAborted);
            return TypedResults.Ok(new TrackingReply(true, results));
        }
    }

    private static async Task<Results<Ok<TrackingReply>, ProblemHttpResult>> BatchAsync(
        HttpContext context, EventIntake intake, EventRecorder recorder, TrackingAdmission admission, WebOptions options)
    {
        var (request, document, problem) = await admission.AdmitAsync(context, isBatch: true, context.RequestAborted);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            if (EnvelopeReader.Member(request!.Batch, "batch") is not { ValueKind: JsonValueKind.Array } batch)
            {
                return Problem.BadRequest("batch_missing", "The body has no array 'batch'.",
                    new FieldFault("$.batch", "must be an array of events"));
            }

            if (batch.GetArrayLength() > MaxVerdicts * options.MaxBatchEvents)
            {
                return Problem.Of(StatusCodes.Status413PayloadTooLarge, "batch_too_long",
                    $"The batch holds {batch.GetArrayLength()} events; {options.MaxBatchEvents} are allowed (setting Web:MaxBatchEvents).");
            }

            var results = await recorder.RecordAsync(request.Caller, request.ReceivedAt, JudgeAll(request, batch, intake, options),
                context.RequestAborted);
            return TypedResults.Ok(new TrackingReply(true, results));
        }
    }

    private static List<JudgedEvent> JudgeAll(TrackingRequest request, JsonElement batch, EventIntake intake, WebOptions options)
    {
        var judged = new List<JudgedEvent>(batch.GetArrayLength());
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var source in batch.EnumerateArray())
        {
            judged.Add(judged.Count < options.MaxBatchEvents
                ? intake.Judge(request, source, null, judged.Count, occurrences)
                : new JudgedEvent(judged.Count, null, [], Verdict.Rejected(
                    "batch_too_long", $"The batch holds more than {options.MaxBatchEvents} events (setting Web:MaxBatchEvents); this "
                        + $"one is beyond.")));
        }

        return judged;
    }

    private static Ok<ProjectSettings> Settings(string writeKey) => TypedResults.Ok(new ProjectSettings(
        new Dictionary<string, ProjectIntegration> { ["Segment.io"] = new(writeKey) },
            new ProjectPlan(new Dictionary<string, ProjectEvent>())));
}

/// <summary>The settings document of analytics.js: the one integration is this server.</summary>
public sealed record ProjectSettings(IReadOnlyDictionary<string, ProjectIntegration> Integrations, ProjectPlan Plan);

public sealed record ProjectIntegration(string ApiKey);

public sealed record ProjectPlan(IReadOnlyDictionary<string, ProjectEvent> Track);

public sealed record ProjectEvent(bool Enabled);
