using System.Diagnostics.CodeAnalysis;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Population;

/// <summary>
/// The models by which an answer about an instant goes: of a past one those that held then, as far as they are kept, else those that hold
/// now. Thread-safe.
/// </summary>
internal sealed class PastModels(LivePopulation population)
{
    /// <summary>What descriptions of operations say of it.</summary>
    public const string Words = " The lag and lifetime models of a past instant are those that held then; what reads them is refused where "
        + "none of then is kept.";

    /// <summary>The lag model that held at a past instant; null when none of then is kept.</summary>
    public LagModel? FindLag(ReferenceData reference, DateTimeOffset past) => KeptLags(reference).HeldAt(past);

    /// <summary>
    /// Today's reference data with the lag model of the instant; false, with a problem, when a condition reads it and none is kept.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="reference">What holds now.</param>
    /// <param name="instant">What is asked about.</param>
    /// <param name="conditions">What is evaluated as of it.</param>
    /// <param name="held">What the answer goes by.</param>
    /// <param name="problem">Why there is no answer.</param>
    public bool TryHold(
        HttpContext context, ReferenceData reference, ScanInstant instant, IEnumerable<CompiledCondition> conditions,
        out ReferenceData held, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        (held, problem) = (reference, null);
        if (instant.Past is { } past)
        {
            held = reference with { Lag = FindLag(reference, past) };
            problem = held.Lag is not null || !conditions.Any(static condition => condition.ReadsLags) ? null
                : population.Lags.History is null ? NotRead(context)
                : Refuse("lag models", past, KeptLags(reference).Models is [.., var oldest] ? oldest.FittedAt : null);
        }

        return problem is null;
    }

    /// <summary>The lifetime models of the instant, or the problem when there are none.</summary>
    public async Task<(LifetimeFigures? Figures, ProblemHttpResult? Problem)> FindLifetimeAsync(
        HttpContext context, ReferenceData reference, ScanInstant instant, CancellationToken cancellationToken)
    {
        if (reference.Lifetime is not { } figures)
        {
            return (null, LifetimeProblem.NotFitted(context));
        }

        if (instant.Past is not { } past)
        {
            return (figures, null);
        }

        var kept = await population.LifetimeFits.HistoryAsync(LifetimeFits.Kept, cancellationToken);
        return kept.FirstOrDefault(model => model.FittedAt <= past) is { } held
            ? (new LifetimeFigures(held), null)
            : (null, Refuse("lifetime models", past, kept is [.., var oldest] ? oldest.FittedAt : null));
    }

    /// <summary>In the first moments after a start only the newest is known.</summary>
    public ModelHistory<LagModel> KeptLags(ReferenceData reference) =>
        population.Lags.History ?? new(DateTimeOffset.MinValue, reference.Lag is { } held ? [held] : []);

    private static ProblemHttpResult NotRead(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status503ServiceUnavailable, "figures_not_ready",
        "The models that are kept have not been read since this node started.", TimeSpan.FromSeconds(1));

    private static ProblemHttpResult Refuse(string models, DateTimeOffset past, DateTimeOffset? oldest) => Problem.BadRequest(
        "as_of_unanswerable",
        $"asOf is {past:O}, of which no {models} are kept; "
            + (oldest is { } at ? $"the oldest that are kept were fitted at {at:O}." : "none were fitted yet."),
        new FieldFault(AskedTimes.AsOf, $"is before all {models} that are kept"));
}
