using System.Text.Json;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>How many customers a segment would have that is not saved yet.</summary>
internal static class SegmentPreviewEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/segments/preview", HandleAsync)
        .WithName("previewSegment").WithTags("Segments").WithSummary("How many customers a condition would hold for; nothing is stored")
        .WithDescription("A sample of 1 % of the customers, 2,000 at least, with the 95 % interval of the whole; with full, all of them. "
            + "complete is false when Web:ScanTimeout ended the count before: then the numbers are of those who were looked at."
            + ScanInstant.Words + PastModels.Words + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read).TakesJson<PreviewBody>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429)
        .ProducesProblem(503);

    private static async Task<Results<Ok<PreviewReply>, ProblemHttpResult>> HandleAsync(
        HttpContext context, LivePopulation population, CustomerScan scan, PastModels models, ScanSlots slots, WebOptions options,
        ReferenceSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, WebJson.Default.PreviewBody, 64 * 1024, cancellationToken);
        if (body is null)
        {
            return problem!;
        }

        if (body.Condition is not { ValueKind: JsonValueKind.Object } written)
        {
            return body.Condition is { } odd
                ? Problem.BadRequest(
                    "condition_invalid", $"$.condition is {EventFields.Describe(odd)}; an object is wanted.",
                    new FieldFault("$.condition", "must be an object"))
                : Problem.BadRequest("condition_missing", "condition is missing.", new FieldFault("$.condition", "must be a condition"));
        }

        var reference = source.Current;
        var (condition, faults) = UnsavedSegment.Compile(reference.Playbook, written);
        if (condition is null)
        {
            return Problem.OfFaults(
                "condition_invalid",
                "The condition has ", [.. faults.Select(static fault => new FieldFault(fault.Path, fault.Reason))]);
        }

        if (population.Rfm.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        if (!ScanInstant.TryRead(body.AsOf, time.GetUtcNow(), [condition], out var instant, out var unanswerable)
            || !models.TryHold(context, reference, instant, [condition], out var held, out unanswerable))
        {
            return unanswerable;
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var scanned = new SegmentScan(scan, options, time);
        return TypedResults.Ok(await scanned.CountAsync(
            condition, held, instant, body.Full, figures.Customers, cancellationToken));
    }
}

/// <param name="Condition">As a segment of the playbook has it.</param>
/// <param name="Full">Look at every customer.</param>
/// <param name="AsOf">Count as of this instant instead of now.</param>
public sealed record PreviewBody(JsonElement? Condition, bool Full = false, DateTimeOffset? AsOf = null);

/// <param name="AsOf">The condition was evaluated as of then.</param>
/// <param name="PlaybookVersion">The playbook that held.</param>
/// <param name="Scanned">Customers who were looked at.</param>
/// <param name="Found">For how many of them it holds.</param>
/// <param name="Members">For how many of all it holds, or will have been found to.</param>
/// <param name="Low">The lower end of the 95 % interval; the count itself when every customer was looked at.</param>
/// <param name="High">The upper end.</param>
/// <param name="Complete">The count was not ended by its time limit.</param>
/// <param name="Unreadable">Customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record PreviewReply(
    DateTimeOffset AsOf, string PlaybookVersion, long Scanned, long Found, long Members, long Low, long High, bool Complete,
    long? Unreadable = null);
