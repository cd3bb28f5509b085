using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>Says why a decision came out as it did, by deciding it again with a trace. Pure.</summary>
public static class Explainer
{
    private const int MaxReasons = 4;

    /// <summary>
    /// Explains a stored decision. <paramref name="before"/> is the customer just before it, <paramref name="reference"/> what it
    /// names. Words are English, or Korean for a language that begins with <c>ko</c>; times are the business's local times.
    /// </summary>
    public static Explanation Explain(Decision stored, CustomerState before, ReferenceData reference, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(reference);
        var id = DecisionId.TryParse(stored.Id, out var parsed) ? parsed : default;
        var trace = new DecisionTrace();
        var replayed = Decider.Decide(
            before, stored.Request, reference, stored.Now, stored.Seed, id, trace,
            PopulationReading.Recorded(stored), LagReading.Recorded(before, reference.Playbook, stored.Lags));
        var identical = DecisionComparison.AreIdentical(stored, replayed);
        var telling = new ExplanationTelling(
            replayed, before, reference, trace, IExplanationWords.Of(language), ConditionWords.Of(language, reference.Playbook.Source));
        return new()
        {
            DecisionId = stored.Id,
            Identical = identical,
            Reason = identical ? null : DecisionComparison.ReasonOf(reference.Playbook),
            Winners = [.. replayed.Offers.Select(offer => new ExplainedWinner(
                offer.OfferId, offer.Placement, offer.Rank, [.. telling.Reasons(offer).Take(MaxReasons)]))],
            Candidates = [.. trace.Candidates.Select(telling.Candidate)],
            Differences = identical ? [] : DecisionComparison.Differences(stored, replayed),
        };
    }
}
