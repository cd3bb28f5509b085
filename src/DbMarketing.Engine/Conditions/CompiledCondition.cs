using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Conditions;

/// <summary>What a condition reads besides itself. Immutable for the length of one evaluation.</summary>
/// <param name="Customer">The customer; not changed during the evaluation.</param>
/// <param name="Now">The instant of the evaluation.</param>
/// <param name="Context">The request's context; empty outside a decision.</param>
/// <param name="Channel">The request's channel; null outside a decision.</param>
/// <param name="Population">Where the customer stands among all; null where nobody may ask, as in a turn's review.</param>
/// <param name="Lags">What is forecast of the customer's next purchase; null where there is no model.</param>
public sealed record ConditionInput(
    CustomerState Customer, DateTimeOffset Now, IReadOnlyDictionary<string, string> Context, string? Channel,
    PopulationReading? Population = null, LagReading? Lags = null)
{
    /// <summary>What a segment reads of a customer outside a decision: all that holds, and no request.</summary>
    public static ConditionInput Live(CustomerState customer, ReferenceData reference, DateTimeOffset now) => new(
        customer, now, new Dictionary<string, string>(), null, PopulationReading.Live(customer, reference, now),
        LagReading.Live(customer, reference));
}

/// <summary>A condition's value with what decided it and the earliest instant at which time alone may change it.</summary>
/// <param name="Value">Whether it holds.</param>
/// <param name="Finding">Why it holds, or does not.</param>
/// <param name="ChangesAt">The earliest later instant at which the value may differ with no interaction; null when none.</param>
public readonly record struct ConditionResult(bool Value, ConditionFinding Finding, DateTimeOffset? ChangesAt);

/// <summary>A condition checked against the field catalogue and compiled to delegates. Thread-safe.</summary>
public sealed class CompiledCondition
{
    private readonly ConditionNode _node;

    internal CompiledCondition(Condition source, ConditionNode node)
    {
        (Source, _node) = (source, node);
        Fields = [.. node.Fields.DistinctBy(static field => field.Name)];
        ReadsLags = Fields.Any(static field => LagFields.ScopeOf(field) is not null);
    }

    /// <summary>The tree it was compiled from.</summary>
    public Condition Source { get; }

    /// <summary>
    /// What makes its value change, segments that it names included: <see cref="FieldClass.Population"/> as soon as one of its fields is
    /// of that class, else <see cref="FieldClass.Time"/> as soon as one is, else <see cref="FieldClass.Own"/>.
    /// </summary>
    public FieldClass Class => _node.Class;

    /// <summary>Every field that it reads, those of segments that it names included; each once.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Whether one of them is of the customer's lags, and so by the lag model.</summary>
    public bool ReadsLags { get; }

    /// <summary>The fast path: the truth value alone.</summary>
    public bool Holds(ConditionInput input) => _node.Holds(input);

    /// <summary>
    /// The earliest later instant at which time alone may change the value, as in <see cref="Evaluate"/>; null when none comes before
    /// <paramref name="before"/>, beyond which it does not look.
    /// </summary>
    public DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) => _node.ChangesAt(input, before);

    /// <summary>The truth value with its reason and the instant at which it may change; agrees with <see cref="Holds"/>.</summary>
    public ConditionResult Evaluate(ConditionInput input) => _node.Evaluate(input, denied: false, DateTimeOffset.MaxValue);

    /// <summary>What must be found of a customer for it to hold, for <see cref="ConditionWords.Demand(ConditionFinding)"/>.</summary>
    public ConditionFinding Wanted => _node.Wanted(denied: false);

    /// <summary>Why it holds, or does not, as in <see cref="Evaluate"/>, without the search for when that may change.</summary>
    public ConditionFinding Explain(ConditionInput input) => _node.Evaluate(input, denied: false, input.Now).Finding;
}
