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
            + "complete is false when Web:ScanTimeout ended the count before: then the numbers are of those who were looked at.")
        .WithScope(KeyScopes.Read).TakesJson<PreviewBody>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429)
        .ProducesProblem(503);

    private static async Task<Results<Ok<PreviewReply>, ProblemHttpResult>> HandleAsync(
        HttpContext context, LivePopulation population, CustomerScan scan, ScanSlots slots, WebOptions options, ReferenceSource source,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, WebJson.Default.PreviewBody, 64 * 1024, cancellationToken);
        if (body is null)
        {
            return problem!;
        }

        if (body.Condition is not { ValueKind: JsonValueKind.Object } written)
        {
            return Problem.BadRequest("condition_missing", "condition is missing.", new FieldFault("$.condition", "must be a condition"));
        }

        var reference = source.Current;
        var (condition, faults) = UnsavedSegment.Compile(reference.Playbook, written);
        if (condition is null)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity, "condition_invalid",
                $"The condition has {faults.Count} faults. First: {faults[0].Path}: {faults[0].Reason}.",
                [.. faults.Select(static fault => new FieldFault(fault.Path, fault.Reason))]);
        }

        if (population.Rfm.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        using var slot = slots.TryTake();
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var share = SampleShare.Of(figures.Customers, body.Full);
        var now = time.GetUtcNow();
        var (scanned, found, complete) = (0L, 0L, true);
        await foreach (var customer in scan.ReadAsync(default, share, cancellationToken))
        {
            scanned++;
            found += condition.Holds(SegmentMembersEndpoint.InputOf(customer.State, reference, now)) ? 1 : 0;
            if (time.GetUtcNow() - now >= options.ScanTimeout)
            {
                complete = false;
                break;
            }
        }

        return TypedResults.Ok(ReplyOf(now, reference.Playbook.Version, share >= 1, scanned, found, figures.Customers, complete));
    }

    private static PreviewReply ReplyOf(
        DateTimeOffset now, string version, bool whole, long scanned, long found, long customers, bool complete)
    {
        // Customers come in the order in which they were first seen, so a part of them is no sample.
        if (whole || !complete)
        {
            return new(now, version, scanned, found, found, found, found, complete);
        }

        var estimate = ShareEstimate.Of(found, scanned);
        return new(
            now, version, scanned, found, (long)Math.Round(estimate.Share * customers),
            Math.Max(found, (long)Math.Floor(estimate.Low * customers)), (long)Math.Ceiling(estimate.High * customers), complete);
    }
}

/// <param name="Condition">As a segment of the playbook has it.</param>
/// <param name="Full">Look at every customer.</param>
public sealed record PreviewBody(JsonElement? Condition, bool Full = false);

/// <param name="AsOf">The condition was evaluated as of then.</param>
/// <param name="PlaybookVersion">The playbook that held.</param>
/// <param name="Scanned">Customers who were looked at.</param>
/// <param name="Found">For how many of them it holds.</param>
/// <param name="Members">For how many of all it holds, or will have been found to.</param>
/// <param name="Low">The lower end of the 95 % interval; the count itself when every customer was looked at.</param>
/// <param name="High">The upper end.</param>
/// <param name="Complete">The count was not ended by its time limit.</param>
public sealed record PreviewReply(
    DateTimeOffset AsOf, string PlaybookVersion, long Scanned, long Found, long Members, long Low, long High, bool Complete);
