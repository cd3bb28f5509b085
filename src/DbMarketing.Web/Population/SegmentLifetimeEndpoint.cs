using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Population;

/// <summary>What the members of a segment are expected to do and to be worth.</summary>
internal static class SegmentLifetimeEndpoint
{
    private static readonly string[] s_numbers =
    [
        "lifetime.alive", "lifetime.churn", "lifetime.purchases30", "lifetime.purchases90", "lifetime.purchases365", "lifetime.orderValue",
        "lifetime.value",
    ];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/segments/{id}/lifetime", HandleAsync)
        .WithName("readSegmentLifetime").WithTags("Segments")
        .WithSummary("What the members of a segment are expected to do and to be worth, in the mean")
        .WithDescription("From a sample of 1 % of the customers, 2,000 at least, with 95 % intervals; with full=true, from all of them. "
            + "Means are over the members who ever bought. complete is false when Web:ScanTimeout ended the look before: then the "
            + "means are of those who were looked at." + ScanInstant.Words + PastModels.Words + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<SegmentLifetime>, ProblemHttpResult>> HandleAsync(
        HttpContext context, string id, LivePopulation population, CustomerScan scan, PastModels models, ScanSlots slots,
        WebOptions options, ReferenceSource source, TimeProvider time, CancellationToken cancellationToken, bool full = false,
        DateTimeOffset? asOf = null)
    {
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

        var (figures, problem) = await models.FindLifetimeAsync(context, reference, instant, cancellationToken);
        if (figures is null)
        {
            return problem!;
        }

        held = held with { Lifetime = figures };
        if (population.Rfm.Figures is not { } counted)
        {
            return FiguresProblem.NotReady(context);
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var means = Array.ConvertAll(s_numbers, static _ => new SampleMean());
        var (scanned, found, unreadable, complete) = (0L, 0L, 0L, true);
        var share = SampleShare.Of(counted.Customers, full);
        await foreach (var customer in scan.ReadAsync(default, share, instant.Past, now + options.ScanTimeout, cancellationToken))
        {
            complete = !customer.EndsEarly;
            unreadable += customer.Unreadable;
            if (customer.State is { } state)
            {
                scanned++;
                var input = ConditionInput.Live(state, held, instant.At);
                if (segment.Condition.Holds(input))
                {
                    found++;
                    Add(means, input.Population!);
                }
            }
        }

        return TypedResults.Ok(new SegmentLifetime(
            instant.At, reference.Playbook.Version, figures.Model.Version, figures.Model.AsOf, id, scanned, found, means[0].Count, complete,
            MeanOf(means[0]), MeanOf(means[1]), MeanOf(means[2]), MeanOf(means[3]), MeanOf(means[4]), MeanOf(means[5]), MeanOf(means[6]),
            UnreadCustomers.Shown(unreadable)));
    }

    private static void Add(SampleMean[] means, PopulationReading reading)
    {
        foreach (var (mean, name) in means.Zip(s_numbers))
        {
            if (reading.Number(name) is { } number)
            {
                mean.Add(number);
            }
        }
    }

    private static MeanBody? MeanOf(SampleMean mean) => mean.Count == 0 ? null : new(
        ShownNumbers.Round(mean.Mean),
        mean.HalfWidth is { } below ? ShownNumbers.Round(mean.Mean - below) : null,
        mean.HalfWidth is { } above ? ShownNumbers.Round(mean.Mean + above) : null);
}

/// <param name="AsOf">The segment and its members' histories are as of then.</param>
/// <param name="PlaybookVersion">The playbook that held.</param>
/// <param name="Version">Of the models.</param>
/// <param name="ModelAsOf">Every turn that was committed by then is in what they were fitted from.</param>
/// <param name="Segment">The segment's id.</param>
/// <param name="Scanned">Customers who were looked at.</param>
/// <param name="Found">Members among them.</param>
/// <param name="Buyers">Of those, who ever bought: what the means are over.</param>
/// <param name="Complete">The look was not ended by its time limit.</param>
/// <param name="Alive">Probability of not having left for good; left out without buyers, as are the others.</param>
/// <param name="Churn">One minus it.</param>
/// <param name="Purchases30">Days with a purchase within 30 days.</param>
/// <param name="Purchases90">Within 90 days.</param>
/// <param name="Purchases365">Within 365 days.</param>
/// <param name="OrderValue">Spend of a day with a purchase, base currency.</param>
/// <param name="Value">Discounted margin within the playbook's horizon, base currency.</param>
/// <param name="Unreadable">Customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record SegmentLifetime(
    DateTimeOffset AsOf, string PlaybookVersion, long Version, DateTimeOffset ModelAsOf, string Segment, long Scanned, long Found,
    long Buyers, bool Complete, MeanBody? Alive, MeanBody? Churn, MeanBody? Purchases30, MeanBody? Purchases90, MeanBody? Purchases365,
    MeanBody? OrderValue, MeanBody? Value, long? Unreadable = null);

/// <summary>A mean over customers, to six decimals.</summary>
/// <param name="Mean">Over those who were looked at.</param>
/// <param name="Low">The lower end of its 95 % interval by the normal distribution; left out of a single one.</param>
/// <param name="High">The upper end.</param>
public sealed record MeanBody(double Mean, double? Low, double? High);
