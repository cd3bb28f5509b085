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

/// <summary>How much is known of customers, and how old it is.</summary>
internal static class FreshnessEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/freshness", HandleAsync)
        .WithName("readFreshness").WithTags("Population")
        .WithSummary("For each profile field and score how many customers have it and how old it is; and how old the figures are")
        .WithDescription("From a sample of 1 % of the customers, 2,000 at least; with segment, those of them who are in it. A score is as "
            + "old as what it was made of last; ages are within 3 %, and affinity's within its steps of 7.5 days. complete is false when "
            + "Web:ScanTimeout ended the look before: then it is of those who were looked at. As of another instant figures is empty: what "
            + "was counted by then is not kept." + ScanInstant.Words + PastModels.Words + UnreadCustomers.Words)
        .WithScope(KeyScopes.Read)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429).ProducesProblem(503);

    private static async Task<Results<Ok<FreshnessBody>, ProblemHttpResult>> HandleAsync(
        HttpContext context, LivePopulation population, CustomerScan scan, PastModels models, ScanSlots slots, WebOptions options,
        ReferenceSource source, TimeProvider time, CancellationToken cancellationToken, string? segment = null, DateTimeOffset? asOf = null)
    {
        var reference = source.Current;
        CompiledSegment? asked = null;
        if (segment is not null && !reference.Playbook.SegmentsById.TryGetValue(segment, out asked))
        {
            return Problem.NotFound("segment_unknown", $"'{segment}' is no segment of the playbook {reference.Playbook.Version}.");
        }

        var now = time.GetUtcNow();
        CompiledCondition[] conditions = asked is null ? [] : [asked.Condition];
        if (!ScanInstant.TryRead(asOf, now, conditions, out var instant, out var unanswerable)
            || !models.TryHold(context, reference, instant, conditions, out var held, out unanswerable))
        {
            return unanswerable;
        }

        if (population.Rfm.Figures is not { } counted)
        {
            return FiguresProblem.NotReady(context);
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var freshness = new Freshness(reference.Playbook);
        var (scanned, unreadable, complete) = (0L, 0L, true);
        var share = SampleShare.Of(counted.Customers, full: false);
        await foreach (var customer in scan.ReadAsync(default, share, instant.Past, now + options.ScanTimeout, cancellationToken))
        {
            complete = !customer.EndsEarly;
            unreadable += customer.Unreadable;
            if (customer.State is { } state)
            {
                scanned++;
                if (asked is null || asked.Condition.Holds(ConditionInput.Live(state, held, instant.At)))
                {
                    freshness.Add(state, instant.At);
                }
            }
        }

        return TypedResults.Ok(new FreshnessBody(
            instant.At, reference.Playbook.Version, segment, scanned, freshness.Customers, complete,
            [.. freshness.Fields.Select(field => FieldFreshness.Of(field.Field, field.Ages, freshness.Customers))],
            asOf is null ? FiguresOf(population, reference, now) : [], UnreadCustomers.Shown(unreadable)));
    }

    private static IReadOnlyList<FigureAge> FiguresOf(LivePopulation population, ReferenceData reference, DateTimeOffset now) =>
    [
        .. population.Statuses.Select(status => FigureAge.Of(status.Name, status.AsOf, now)),
        FigureAge.Of("lagModel", reference.Lag?.FittedAt, now),
        FigureAge.Of("lifetimeModel", reference.Lifetime?.Model.AsOf, now),
    ];
}

/// <param name="AsOf">Ages are as of then.</param>
/// <param name="PlaybookVersion">The playbook whose fields these are.</param>
/// <param name="Segment">The segment; left out for all customers.</param>
/// <param name="Scanned">Customers who were looked at.</param>
/// <param name="Customers">Of those, who are in the segment; what the shares are of.</param>
/// <param name="Complete">The look was not ended by its time limit.</param>
/// <param name="Fields">Profile fields in the playbook's order; then the scores.</param>
/// <param name="Figures">How old the figures of the population are; empty as of another instant than now.</param>
/// <param name="Unreadable">Customers left out because their rows cannot be read; left out when there are none.</param>
public sealed record FreshnessBody(
    DateTimeOffset AsOf, string PlaybookVersion, string? Segment, long Scanned, long Customers, bool Complete,
    IReadOnlyList<FieldFreshness> Fields, IReadOnlyList<FigureAge> Figures, long? Unreadable = null);

/// <summary>Shares to six decimals, ages in days.</summary>
/// <param name="Field">As conditions name it (<c>profile.city</c>), or a score: rfm, affinity, lastSeen.</param>
/// <param name="Customers">Who have it.</param>
/// <param name="Share">Of the customers, who have it.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="MedianDays">Median of its age; left out when nobody has it.</param>
/// <param name="P90Days">The age that nine of ten do not exceed.</param>
/// <param name="OlderThan30">Of those who have it, the share whose is older than 30 days.</param>
/// <param name="OlderThan90">Than 90 days.</param>
/// <param name="OlderThan365">Than 365 days.</param>
public sealed record FieldFreshness(
    string Field, long Customers, double Share, double Low, double High, double? MedianDays, double? P90Days, double OlderThan30,
    double OlderThan90, double OlderThan365)
{
    internal static FieldFreshness Of(string field, AgeCounts ages, long customers)
    {
        var share = ShareEstimate.Of(ages.Count, customers);
        var older = ages.OlderShares;
        return new(
            field, ages.Count, ShownNumbers.Round(share.Share), ShownNumbers.Round(share.Low), ShownNumbers.Round(share.High),
            Rounded(ages.QuantileDays(0.5)), Rounded(ages.QuantileDays(0.9)), ShownNumbers.Round(older[0]), ShownNumbers.Round(older[1]),
            ShownNumbers.Round(older[2]));
    }

    private static double? Rounded(double? days) => days is { } known ? ShownNumbers.Round(known) : null;
}

/// <param name="Figures">A projection, <c>lagModel</c> or <c>lifetimeModel</c>.</param>
/// <param name="AsOf">Every turn that was committed by then is in them; left out before the first.</param>
/// <param name="AgeSeconds">How old they are.</param>
public sealed record FigureAge(string Figures, DateTimeOffset? AsOf, double? AgeSeconds)
{
    internal static FigureAge Of(string figures, DateTimeOffset? asOf, DateTimeOffset now) =>
        new(figures, asOf, asOf is { } at ? Math.Round(Math.Max(0, (now - at).TotalSeconds), 3) : null);
}
