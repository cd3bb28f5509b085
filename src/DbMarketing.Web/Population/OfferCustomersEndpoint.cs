using System.ComponentModel.DataAnnotations;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Pages;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>The best customers for an offer, after consent and caps.</summary>
internal static class OfferCustomersEndpoint
{
    public const int MaxTop = 10_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/offers/{id}/customers", HandleAsync)
        .WithName("readOfferCustomers").WithTags("Segments")
        .WithSummary("The customers for whom an offer has the highest priority, by the decider's own rules")
        .WithDescription("top is 100 unless given, at most 10,000; format is json or csv. channel is the offer's first unless given, and "
            + "placement the channel's first that the offer fits. Whoever lacks the consent, or whose caps are reached, is left out, and "
            + "counted in dropped by the stage that did it; nothing is reserved. Of equal priorities comes first whom the "
            + "journal met first. complete is false when Web:ScanTimeout ended the search; csv says so in the header X-Complete."
            + ScanInstant.Words + " Models are today's too, as in a decision "
            + "of another instant. Stock is known of now alone: as of another instant it leaves no offer out."
            + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read).ProducesCsvOr<OfferCustomers>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(
        HttpContext context, string id, CustomerScan scan, ScanSlots slots, WebOptions options, ReferenceSource source, TimeProvider time,
        CancellationToken cancellationToken, [Range(1, MaxTop)] int top = 100, string? channel = null, string? placement = null,
        string format = "json", DateTimeOffset? asOf = null)
    {
        if (top is < 1 or > MaxTop)
        {
            return Problem.BadRequest("top_invalid", $"top is {top}; 1 to {MaxTop} are allowed.");
        }

        if (format is not ("json" or "csv"))
        {
            return Problem.BadRequest("format_unknown", $"format is '{format}'; it must be json or csv.");
        }

        var reference = source.Current;
        if (!reference.Playbook.OffersById.TryGetValue(id, out var offer))
        {
            return Problem.NotFound("offer_unknown", $"'{id}' is no offer of the playbook {reference.Playbook.Version}.");
        }

        if (RequestFor(offer, reference.Playbook.Source, channel, placement) is not { } request)
        {
            return Problem.BadRequest("placement_unknown", $"The offer '{id}' has no treatment for such a channel and placement.");
        }

        if (!ScanInstant.TryRead(asOf, time.GetUtcNow(), offer, reference.Playbook, out var instant, out var unanswerable))
        {
            return unanswerable;
        }

        if (asOf is not null)
        {
            // What was, or will be, out of stock at another instant is not known.
            reference = reference with { Stock = StockFigures.None };
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var until = time.GetUtcNow() + options.ScanTimeout;
        var found = await FindAsync(scan, id, request, reference, top, instant, until, cancellationToken);
        if (format == "json")
        {
            return TypedResults.Ok(found);
        }

        context.Response.Headers["X-Complete"] = found.Complete ? "true" : "false";
        UnreadCustomers.Tell(context, found.Unreadable);
        return CustomerCsv.Of(
            "id,kind,priority,propensity,value,contextWeight,lever", found.Customers.Select(static one => new object?[]
            {
                one.Id, one.Kind, one.Factors.Priority, one.Factors.Propensity, one.Factors.Value, one.Factors.ContextWeight,
                one.Factors.Lever,
            }));
    }

    private static async Task<OfferCustomers> FindAsync(
        CustomerScan scan, string offer, DecisionRequest request, ReferenceData reference, int top, ScanInstant instant,
        DateTimeOffset until, CancellationToken cancellationToken)
    {
        var best = new PriorityQueue<OfferCustomer, (double Priority, long Later)>();
        var dropped = new SortedDictionary<DecisionStage, long>();
        var (scanned, fitting, unreadable, complete) = (0L, 0L, 0L, true);
        await foreach (var customer in scan.ReadAsync(default, 1, instant.Past, until, cancellationToken))
        {
            complete = !customer.EndsEarly;
            unreadable += customer.Unreadable;
            if (customer.State is { } state)
            {
                scanned++;
                var stage = OfferFit.Judge(state, offer, request, reference, instant.At, out var factors);
                if (stage == DecisionStage.None)
                {
                    fitting++;
                    Keep(best, top, BodyOf(state, factors), (factors.Priority, -customer.Key.Value));
                }
                else
                {
                    dropped[stage] = dropped.GetValueOrDefault(stage) + 1;
                }
            }
        }

        var customers = new OfferCustomer[best.Count];
        for (var place = customers.Length - 1; place >= 0; place--)
        {
            customers[place] = best.Dequeue();
        }

        return new(
            instant.At, reference.Playbook.Version, offer, request.Channel, request.Placements[0].Id, scanned, fitting,
            [.. dropped.Select(static pair => new OfferDrop(pair.Key, pair.Value))], complete, customers,
            UnreadCustomers.Shown(unreadable));
    }

    private static void Keep(
        PriorityQueue<OfferCustomer, (double Priority, long Later)> best, int top, OfferCustomer customer, (double, long) place)
    {
        best.Enqueue(customer, place);
        if (best.Count > top)
        {
            best.Dequeue();
        }
    }

    private static OfferCustomer BodyOf(CustomerState customer, PriorityFactors factors) =>
        new(customer.Id.Value, SegmentMembersEndpoint.KindOf(customer), factors.Shown());

    /// <summary>Null when the offer has no treatment there.</summary>
    private static DecisionRequest? RequestFor(CompiledOffer offer, Playbook playbook, string? channel, string? placement)
    {
        var treatments = offer.Source.Treatments.Where(treatment => channel is null || treatment.Channel == channel).ToList();
        if (treatments is not [var first, ..])
        {
            return null;
        }

        var fitting = playbook.Placements.Where(place => place.Channel == first.Channel).Select(static place => place.Id)
            .FirstOrDefault(place => (placement is null || place == placement)
                && treatments.Exists(treatment =>
                    treatment.Channel == first.Channel && (treatment.Placements.Count == 0 || treatment.Placements.Contains(place))));
        return fitting is null ? null : new() { Channel = first.Channel, Placements = [new(fitting)] };
    }
}

/// <param name="AsOf">Conditions, consents and caps are as of then.</param>
/// <param name="PlaybookVersion">The playbook that held.</param>
/// <param name="Offer">The offer's id.</param>
/// <param name="Channel">Where it would be made.</param>
/// <param name="Placement">The placement there.</param>
/// <param name="Scanned">Customers who were looked at.</param>
/// <param name="Fitting">To how many of them it may be made.</param>
/// <param name="Dropped">Why it may not be made to the others: each stage of the funnel that dropped any, in its order.</param>
/// <param name="Complete">Every customer was looked at.</param>
/// <param name="Customers">Highest priority first; of equals, whom the journal met first.</param>
/// <param name="Unreadable">Customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record OfferCustomers(
    DateTimeOffset AsOf, string PlaybookVersion, string Offer, string Channel, string Placement, long Scanned, long Fitting,
    IReadOnlyList<OfferDrop> Dropped, bool Complete, IReadOnlyList<OfferCustomer> Customers, long? Unreadable = null);

/// <param name="Stage">Of the funnel.</param>
/// <param name="Customers">How many the stage left out; a customer counts at the first that does.</param>
public sealed record OfferDrop(DecisionStage Stage, long Customers);

/// <param name="Id">The customer's id.</param>
/// <param name="Kind">known or anonymous.</param>
/// <param name="Factors">The priority and what it is made of, to six decimals.</param>
public sealed record OfferCustomer(string Id, string Kind, PriorityFactors Factors);
