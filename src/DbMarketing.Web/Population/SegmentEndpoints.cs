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

/// <summary>The segments' sizes and flows, as the population's projection counts them.</summary>
internal static class SegmentEndpoints
{
    private static readonly TimeSpan s_range = TimeSpan.FromDays(SegmentCounts.DaysKept - 1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/segments").WithTags("Segments");
        group.MapGet("", ListAsync).WithName("readSegments")
            .WithSummary("Every segment with its members and the last 24 hours' flows")
            .WithDescription("asOf: every turn committed by then is counted. A segment of the class population has no flows, and its "
                + "members are counted by a sweep, as of membersAsOf: left out until the first under this playbook. Of more customers than "
                + "Projections:SegmentSweepCustomers it looks at a sample, whose 95 % interval is membersLow to membersHigh. A segment "
                + "without a class has been taken out of the playbook; its members leave it as the sweep of the new one comes to them.")
            .AnswersOfNowAlone("one segment at a time is counted as of another instant, by GET /v1/segments/{id}")
            .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);
        group.MapGet("/{id}", ReadAsync).WithName("readSegment").WithSummary("A segment's members, and who entered and left by hour")
            .WithDescription("from and until are instants, without them the last 24 hours; at most 31 days, which is how long hours are "
                + "kept. Hours without a change are left out; a segment of the class population has none. With asOf the answer has "
                + "counted, by a sample as in a preview, and neither flows nor hours. language is that of condition, en unless given."
                + ScanInstant.Words + PastModels.Words)
            .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404)
            .ProducesProblem(429).ProducesProblem(503);
    }

    private static Results<Ok<SegmentList>, ProblemHttpResult> ListAsync(
        HttpContext context, LivePopulation population, ReferenceSource reference, TimeProvider time)
    {
        if (population.Segments.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        var playbook = reference.Current.Playbook;
        var gone = figures.Tallies.Where(tally => tally.Value.Members != 0 && !playbook.SegmentsById.ContainsKey(tally.Key))
            .Select(static tally => tally.Key).Order(StringComparer.Ordinal);
        var (since, swept) = (time.GetUtcNow().AddDays(-1), population.SegmentSweep.Found);
        return TypedResults.Ok(new SegmentList(
            figures.AsOf, playbook.Version,
            [
                .. playbook.Segments.Select(static segment => segment.Source.Id).Concat(gone)
                    .Select(id => BodyOf(id, playbook, figures, swept, since)),
            ]));
    }

    private static async Task<Results<Ok<SegmentDetail>, ProblemHttpResult>> ReadAsync(
        HttpContext context, string id, LivePopulation population, ReferenceSource reference, CustomerScan scan, PastModels models,
        ScanSlots slots, WebOptions options, TimeProvider time, CancellationToken cancellationToken,
        DateTimeOffset? from = null, DateTimeOffset? until = null, DateTimeOffset? asOf = null, string? language = null)
    {
        if (asOf is not null)
        {
            return await CountAsync(
                context, id, population, models, reference.Current, slots, new SegmentScan(scan, options, time), time.GetUtcNow(),
                asOf.Value, language, cancellationToken);
        }

        var now = time.GetUtcNow();
        var end = until ?? now;
        var begin = from ?? (end > DateTimeOffset.MinValue.AddDays(1) ? end.AddDays(-1) : DateTimeOffset.MinValue);
        if (begin >= end || end - begin > s_range)
        {
            return Problem.BadRequest(
                "range_invalid", $"from {begin:O} until {end:O} is not a range of at most {s_range.Days} days.");
        }

        if (population.Segments.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        var playbook = reference.Current.Playbook;
        if (!playbook.SegmentsById.ContainsKey(id) && !figures.Tallies.ContainsKey(id))
        {
            return Problem.NotFound("segment_unknown", $"'{id}' is no segment of the playbook {playbook.Version}, nor of one before.");
        }

        return TypedResults.Ok(new SegmentDetail(
            figures.AsOf, playbook.Version, BodyOf(id, playbook, figures, population.SegmentSweep.Found, now.AddDays(-1)),
            ReadsPopulation(id, playbook) ? [] : [.. figures.FlowsOf(id, begin, end)], Condition: InWords(id, playbook, language)));
    }

    private static async Task<Results<Ok<SegmentDetail>, ProblemHttpResult>> CountAsync(
        HttpContext context, string id, LivePopulation population, PastModels models, ReferenceData reference, ScanSlots slots,
        SegmentScan scan, DateTimeOffset now, DateTimeOffset asOf, string? language, CancellationToken cancellationToken)
    {
        if (!reference.Playbook.SegmentsById.TryGetValue(id, out var segment))
        {
            return Problem.NotFound("segment_unknown", $"'{id}' is no segment of the playbook {reference.Playbook.Version}.");
        }

        if (!ScanInstant.TryRead(asOf, now, [segment.Condition], out var instant, out var unanswerable)
            || !models.TryHold(context, reference, instant, [segment.Condition], out var held, out unanswerable))
        {
            return unanswerable;
        }

        if (population.Rfm.Figures is not { } figures)
        {
            return FiguresProblem.NotReady(context);
        }

        using var slot = await slots.TakeAsync(cancellationToken);
        if (slot is null)
        {
            return slots.Refuse(context);
        }

        var counted = await scan.CountAsync(segment.Condition, held, instant, full: false, figures.Customers, cancellationToken);
        var body = new SegmentBody(id, segment.Source.Name, segment.Condition.Class, counted.Members, null, null, null);
        return TypedResults.Ok(new SegmentDetail(
            instant.At, reference.Playbook.Version, body, [], counted, InWords(id, reference.Playbook, language)));
    }

    private static string? InWords(string id, CompiledPlaybook playbook, string? language) =>
        playbook.SegmentsById.GetValueOrDefault(id) is { } segment
            ? ConditionWords.Of(language, playbook.Source).Demand(segment.Condition.Wanted) : null;

    private static bool ReadsPopulation(string id, CompiledPlaybook playbook) =>
        playbook.SegmentsById.GetValueOrDefault(id)?.Condition.Class == FieldClass.Population;

    private static SegmentBody BodyOf(
        string id, CompiledPlaybook playbook, SegmentFigures figures, SweptSegments? swept, DateTimeOffset since)
    {
        var segment = playbook.SegmentsById.GetValueOrDefault(id);
        if (ReadsPopulation(id, playbook))
        {
            var counted = swept?.Playbook == playbook.Version ? swept : null;
            var members = counted?.MembersOf(id);
            return new(
                id, segment!.Source.Name, segment.Condition.Class, members?.Members, null, null, null, counted?.AsOf, members?.Low,
                members?.High, counted?.Scanned, UnreadCustomers.Shown(counted?.Unreadable ?? 0));
        }

        var tally = figures.Tallies.GetValueOrDefault(id);
        var flows = figures.FlowsOf(id, since, DateTimeOffset.MaxValue).ToList();
        return new(
            id, segment?.Source.Name, segment?.Condition.Class, tally.Members, flows.Sum(static flow => flow.Entered),
            flows.Sum(static flow => flow.Left), tally == default ? null : tally.ChangedAt);
    }
}

/// <param name="AsOf">Every turn that was committed by then is counted.</param>
/// <param name="PlaybookVersion">The playbook that holds now.</param>
/// <param name="Segments">In the order of the playbook; then those that are in it no more.</param>
public sealed record SegmentList(DateTimeOffset AsOf, string PlaybookVersion, IReadOnlyList<SegmentBody> Segments);

/// <param name="Id">Its id in the playbook.</param>
/// <param name="Name">Its name; null when the playbook has it no more.</param>
/// <param name="Class">What makes it change; null when the playbook has it no more.</param>
/// <param name="Members">Customers who are in it; null for one that reads the population until a sweep has counted it.</param>
/// <param name="EnteredLastDay">
/// How often a customer entered in the last 24 hours, in whole hours; null for one that reads the population, and as of another instant.
/// </param>
/// <param name="LeftLastDay">How often one left; null likewise.</param>
/// <param name="ChangedAt">When one last entered or left; null when none ever did, and likewise.</param>
/// <param name="MembersAsOf">
/// When the sweep that counted the members began: every turn that was committed by then is counted. Null for a segment that is counted
/// with each turn; so are the following.
/// </param>
/// <param name="MembersLow">The lower end of the 95 % interval; the count itself when every customer was looked at.</param>
/// <param name="MembersHigh">The upper end.</param>
/// <param name="MembersScanned">Customers whom the sweep looked at.</param>
/// <param name="MembersUnreadable">Customers whom it left out because their rows cannot be read; left out when there are none.</param>
public sealed record SegmentBody(
    string Id, string? Name, FieldClass? Class, long? Members, int? EnteredLastDay, int? LeftLastDay, DateTimeOffset? ChangedAt,
    DateTimeOffset? MembersAsOf = null, long? MembersLow = null, long? MembersHigh = null, long? MembersScanned = null,
    long? MembersUnreadable = null);

/// <param name="AsOf">Every turn that was committed by then is counted.</param>
/// <param name="PlaybookVersion">The playbook that holds now.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Hours">Hours (UTC) in which a customer entered or left, ascending.</param>
/// <param name="Counted">How members were counted as of another instant; null as of now.</param>
/// <param name="Condition">The condition in words of the language asked for; null when the playbook has it no more.</param>
public sealed record SegmentDetail(
    DateTimeOffset AsOf, string PlaybookVersion, SegmentBody Segment, IReadOnlyList<SegmentHour> Hours, PreviewReply? Counted = null,
    string? Condition = null);
