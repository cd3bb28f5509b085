namespace DbMarketing.Engine.Conditions;

/// <summary>One node of a compiled condition. Immutable, thread-safe.</summary>
internal abstract class ConditionNode
{
    /// <summary>Levels below and including this one, with segments spelt out.</summary>
    public abstract int Depth { get; }

    /// <summary>Nodes below and including this one, with segments spelt out.</summary>
    public abstract int Size { get; }

    /// <summary>What makes the value change: the class of its fields, the one that changes most easily.</summary>
    public abstract FieldClass Class { get; }

    /// <summary>The fields that it and the nodes below read, with segments spelt out; one may come several times.</summary>
    public abstract IEnumerable<Field> Fields { get; }

    /// <summary>The truth value alone; does not allocate.</summary>
    public abstract bool Holds(ConditionInput input);

    /// <summary>
    /// The earliest later instant at which the value may differ by time alone; null when none comes before <paramref name="before"/>. What
    /// <see cref="Evaluate"/> gives, without the words, and without looking further ahead than is asked.
    /// </summary>
    public abstract DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before);

    /// <summary>
    /// The truth value with reason and instant of change, none of them sought beyond <paramref name="before"/>.
    /// <paramref name="denied"/> only changes the words: it stands under an odd number of <c>not</c>, so what is wanted is that it does
    /// not hold.
    /// </summary>
    public abstract ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before);

    /// <summary>
    /// What must be found of a customer for it to hold, in the words' own terms; <paramref name="denied"/> as in <see cref="Evaluate"/>.
    /// </summary>
    public abstract ConditionFinding Wanted(bool denied);
}
