using System.ComponentModel.DataAnnotations;
using System.Globalization;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Pages;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>The customers for whom a segment holds now, page by page.</summary>
internal static class SegmentMembersEndpoint
{
    public const int MaxLimit = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/segments/{id}/customers", HandleAsync)
        .WithName("readSegmentCustomers").WithTags("Segments").WithSummary("The customers for whom a segment holds now, page by page")
        .WithDescription("format is json (the default) or csv. Go on with after = next until there is no next, which csv has in the header "
            + "X-Next. A page ends at its limit of customers (100, at most 1,000) or when Web:ScanTimeout is over, and may be empty then."
            + ScanInstant.Words + PastModels.Words + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read).ProducesCsvOr<SegmentMembers>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(
        HttpContext context, string id, CustomerScan scan, PastModels models, ScanSlots slots, WebOptions options, ReferenceSource source,
        TimeProvider time, CancellationToken cancellationToken, [Range(typeof(long), "0", "9223372036854775807")] long after = 0,
        [Range(1, MaxLimit)] int limit = 100, string format = "json", DateTimeOffset? asOf = null)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Problem.BadRequest("limit_invalid", $"limit is {limit}; 1 to {MaxLimit} are allowed.");
        }

        if (format is not ("json" or "csv"))
        {
            return Problem.BadRequest("format_unknown", $"format is '{format}'; it must be json or csv.");
        }

        var reference = source.Current;
        if (!reference.Playbook.SegmentsById.TryGetValue(id, out var segment))
        {
            return Problem.NotFound("segment_unknown", $"'{id}' is no segment of the playbook {reference.Playbook.Version}.");
        }

        var now = time.GetUtcNow();
        if (!ScanInstant.TryRead(asOf, now, [segment.Condition], out var instant, out var unanswerable)
            || !models.TryHold(context, reference, instant, [segment.Condition], out var held, out unanswerable))
        {
            return unanswerable;
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var (members, next, unreadable) = (new List<SegmentMember>(), (string?)null, 0L);
        await foreach (var customer in scan.ReadAsync(
            new CustomerKey(after), 1, instant.Past, now + options.ScanTimeout, cancellationToken))
        {
            unreadable += customer.Unreadable;
            if (customer.State is { } state && segment.Condition.Holds(ConditionInput.Live(state, held, instant.At)))
            {
                members.Add(new(state.Id.Value, KindOf(state), state.LastReview?.SinceOf(id)));
            }

            if (members.Count == limit || customer.EndsEarly)
            {
                next = customer.Key.Value.ToString(CultureInfo.InvariantCulture);
                break;
            }
        }

        if (format == "json")
        {
            return TypedResults.Ok(new SegmentMembers(
                instant.At, reference.Playbook.Version, id, members, next, UnreadCustomers.Shown(unreadable)));
        }

        context.Response.Headers["X-Next"] = next;
        UnreadCustomers.Tell(context, unreadable);
        return CustomerCsv.Of("id,kind,since", members.Select(static member => new object?[] { member.Id, member.Kind, member.Since }));
    }

    internal static string KindOf(CustomerState customer) => customer.Id.Kind == CustomerKind.Known ? "known" : "anonymous";
}

/// <param name="AsOf">Conditions hold as of then.</param>
/// <param name="PlaybookVersion">The playbook that held.</param>
/// <param name="Segment">The segment's id.</param>
/// <param name="Customers">In the order in which the journal met them.</param>
/// <param name="Next">Where the next page begins; null after the last.</param>
/// <param name="Unreadable">On this page, customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record SegmentMembers(
    DateTimeOffset AsOf, string PlaybookVersion, string Segment, IReadOnlyList<SegmentMember> Customers, string? Next,
    long? Unreadable = null);

/// <param name="Id">The customer's id.</param>
/// <param name="Kind">known or anonymous.</param>
/// <param name="Since">Since when the customer is in it, as the journal has it; null for a segment that reads the population.</param>
public sealed record SegmentMember(string Id, string Kind, DateTimeOffset? Since);
