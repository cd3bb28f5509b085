namespace DbMarketing.Engine.Conditions;

/// <summary>
/// A number, duration, date or truth value against a threshold. A customer without a value fulfils <c>unknown</c>,
/// <c>notEquals</c> and <c>notIn</c> and nothing else.
/// </summary>
internal sealed class ComparisonNode<T>(
    Field field, int? days, ConditionOperator op, T? threshold, T[] set, FieldValue<T> source) : ConditionNode
    where T : struct, IComparable<T>
{
    private readonly Func<ConditionInput, T?> read = source.Read;
    private readonly object[] wanted = threshold is { } one ? [one] : [.. set.Cast<object>()];

    public override int Depth => 1;

    public override int Size => 1;

    public override FieldClass Class => @field.Class;

    public override IEnumerable<Field> Fields => [@field];

    public override bool Holds(ConditionInput input) => Compare(read(input));

    public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before) =>
        source.Course is null ? null : ChangeAfter(input, Holds(input), before);

    public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before)
    {
        var actual = read(input);
        var value = Compare(actual);
        return new(value, FieldFinding.Of(field, days, op, actual, wanted, value, denied),
            ChangeAfter(input, value, before));
    }

    public override ConditionFinding Wanted(bool denied) => FieldFinding.Of(field, days, op, actual: null, wanted, value: denied, denied);

    private bool Compare(T? actual) => actual is not { } known
        ? op is ConditionOperator.Unknown or ConditionOperator.NotEqualTo or ConditionOperator.NotIn
        : op switch
        {
            ConditionOperator.AtLeast => known.CompareTo(threshold!.Value) >= 0,
            ConditionOperator.MoreThan => known.CompareTo(threshold!.Value) > 0,
            ConditionOperator.AtMost => known.CompareTo(threshold!.Value) <= 0,
            ConditionOperator.LessThan => known.CompareTo(threshold!.Value) < 0,
            ConditionOperator.EqualTo => known.CompareTo(threshold!.Value) == 0,
            ConditionOperator.NotEqualTo => known.CompareTo(threshold!.Value) != 0,
            ConditionOperator.In => Contains(known),
            ConditionOperator.NotIn => !Contains(known),
            ConditionOperator.Known => true,
            _ => false,
        };

    private bool Contains(T known)
    {
        foreach (var item in set)
        {
            if (item.CompareTo(known) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private DateTimeOffset? ChangeAfter(ConditionInput input, bool value, DateTimeOffset before)
    {
        if (source.Course is not { } course)
        {
            return null;
        }

        var instant = course(input, threshold, input.Now);
        while (instant < before && Holds(input with { Now = instant.Value }) == value)
        {
            instant = course(input, threshold, instant.Value);
        }

        return instant < before ? instant : null;
    }
}
