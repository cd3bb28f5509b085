namespace DbMarketing.Engine.Conditions;

/// <summary>
/// A comparison with a field of the moment, such as the hour. When it turns is a long search that has one answer for all customers, so
/// what was found is kept with the span of time in which it holds, one span for each of the last few quarters of a day. Spans are
/// immutable and replaced as a whole.
/// </summary>
internal sealed class MomentNode(ConditionNode comparison) : ConditionNode
{
    private const int MostSpans = 16;
    private static readonly TimeSpan QuarterDay = TimeSpan.FromHours(6);

    /// <summary>What no instant of the coming week turns is asked again after this time.</summary>
    private static readonly TimeSpan Unturned = TimeSpan.FromDays(1);

    private readonly Span?[] _spans = new Span?[MostSpans];

    public override int Depth => comparison.Depth;

    public override int Size => comparison.Size;

    public override FieldClass Class => comparison.Class;

    public override IEnumerable<Field> Fields => comparison.Fields;

    public override bool Holds(ConditionInput input) =>
        PlaceOf(input.Now) is { } span && span.Covers(input.Now) ? span.Holds : comparison.Holds(input);

    public override DateTimeOffset? ChangesAt(ConditionInput input, DateTimeOffset before)
    {
        ref var span = ref PlaceOf(input.Now);
        var known = span;
        if (known is null || !known.Covers(input.Now))
        {
            var turns = comparison.ChangesAt(input, DateTimeOffset.MaxValue);
            known = new(comparison.Holds(input), input.Now, turns ?? input.Now + Unturned, turns);
            span = known;
        }

        return known.Turns < before ? known.Turns : null;
    }

    public override ConditionResult Evaluate(ConditionInput input, bool denied, DateTimeOffset before) =>
        comparison.Evaluate(input, denied, before);

    public override ConditionFinding Wanted(bool denied) => comparison.Wanted(denied);

    private ref Span? PlaceOf(DateTimeOffset now) => ref _spans[now.UtcTicks / QuarterDay.Ticks % MostSpans];

    private sealed record Span(bool Holds, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? Turns)
    {
        public bool Covers(DateTimeOffset instant) => From <= instant && instant < Until;
    }
}
