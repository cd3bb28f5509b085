using System.Diagnostics.CodeAnalysis;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Population;

/// <summary>
/// The instant that an answer from all customers is about. Of a past one, customers are as their rows received by then made them; of one to
/// come, they are as they are now, and only time passes. The playbook is today's.
/// </summary>
/// <param name="At">The instant.</param>
/// <param name="Past">The same when it is asked about a past one; null for now and for one to come.</param>
internal readonly record struct ScanInstant(DateTimeOffset At, DateTimeOffset? Past)
{
    /// <summary>What the parameter says, for the descriptions of operations.</summary>
    public const string Words = " asOf is another instant than now, with its offset: a past one reads customers as they stood then, "
        + "which is slow, and one to come lets time alone pass; the playbook is today's, and what reads the population cannot be "
        + "asked of another instant.";

    /// <summary>The instant that was asked about, by default now; false, with a problem, when it cannot be answered.</summary>
    /// <param name="asked">The parameter asOf.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="conditions">What is evaluated as of it.</param>
    public static bool TryRead(
        DateTimeOffset? asked, DateTimeOffset now, IEnumerable<CompiledCondition> conditions, out ScanInstant instant,
        [NotNullWhen(false)] out ProblemHttpResult? problem) =>
        TryRead(asked, now, PopulationFieldsOf(conditions).FirstOrDefault(), out instant, out problem);

    /// <summary>The same for an offer, whose conditions and propensity may both read the population.</summary>
    /// <param name="asked">The parameter asOf.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="offer">Whether it may be made, and its propensity, are found as of it.</param>
    /// <param name="playbook">The offer's.</param>
    public static bool TryRead(
        DateTimeOffset? asked, DateTimeOffset now, CompiledOffer offer, CompiledPlaybook playbook, out ScanInstant instant,
        [NotNullWhen(false)] out ProblemHttpResult? problem) =>
        TryRead(
            asked, now, offer.Source.Propensity.NextPurchase ? "propensity.nextPurchase"
                : PopulationFieldsOf(offer, playbook).FirstOrDefault(),
            out instant, out problem);

    /// <summary>What an offer's conditions and propensity read of all customers together.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="playbook">The offer's.</param>
    public static IEnumerable<string> PopulationFieldsOf(CompiledOffer offer, CompiledPlaybook playbook) =>
        PopulationFieldsOf(ConditionsOf(offer, playbook));

    private static bool TryRead(
        DateTimeOffset? asked, DateTimeOffset now, string? populationField, out ScanInstant instant,
        [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        instant = new((asked ?? now).ToUniversalTime(), asked < now ? asked.Value.ToUniversalTime() : null);
        problem = null;
        if (asked is null)
        {
            return true;
        }

        if (AskedTimes.FaultOf(asked, now) is { } fault)
        {
            problem = AskedTimes.Refuse(fault);
        }
        else if (populationField is not null)
        {
            problem = Problem.BadRequest(
                "as_of_unanswerable",
                $"'{populationField}' depends on all customers together, whose figures are kept of now alone; leave asOf out.",
                new FieldFault(AskedTimes.AsOf, $"cannot be asked of '{populationField}'"));
        }

        return problem is null;
    }

    private static IEnumerable<CompiledCondition> ConditionsOf(CompiledOffer offer, CompiledPlaybook playbook) =>
        offer.Policy.Select(static policy => policy.Condition)
            .Concat(offer.Treatments.Select(static treatment => treatment.Eligibility).OfType<CompiledCondition>())
            .Concat((offer.Source.Propensity.Segments ?? [])
                .Select(one => playbook.SegmentsById.GetValueOrDefault(one.Segment)?.Condition).OfType<CompiledCondition>());

    private static IEnumerable<string> PopulationFieldsOf(IEnumerable<CompiledCondition> conditions) =>
        conditions.SelectMany(static condition => condition.Fields)
            .Where(static field => field.Class == FieldClass.Population).Select(static field => field.Name);
}
