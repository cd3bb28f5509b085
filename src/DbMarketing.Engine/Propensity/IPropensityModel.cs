using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Propensity;

/// <summary>How likely a customer is to accept. Implementations are immutable, thread-safe and pure.</summary>
public interface IPropensityModel
{
    /// <summary>Part of every decision record.</summary>
    string Version { get; }

    /// <summary>
    /// The probability of acceptance, 0 to 1. <paramref name="playbook"/> answers who is in a segment;
    /// <paramref name="random"/> is a uniform draw of the decision's own seed.
    /// </summary>
    double Estimate(ConditionInput input, CompiledPlaybook playbook, Offer offer, Treatment treatment, double random);
}
