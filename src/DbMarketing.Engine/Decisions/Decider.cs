using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Decisions;

/// <summary>Chooses the next best offers. A pure function of its arguments, in fixed-order arithmetic. Thread-safe.</summary>
public static class Decider
{
    /// <summary>
    /// Decides for a customer as of an instant. <paramref name="trace"/>, when given, receives every candidate with what stopped it;
    /// it never changes the decision.
    /// </summary>
    public static Decision Decide(
        CustomerState customer, DecisionRequest request, ReferenceData reference, DateTimeOffset now, ulong seed, DecisionId id, DecisionTrace? trace = null) =>
        throw new NotSupportedException();
}
