using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;
using DbMarketing.Engine.Tests.Conditions;
using DbMarketing.Engine.Tests.CriticalLag;
using FsCheck;
using FsCheck.Fluent;
using static DbMarketing.Testing.SamplePlaybook;
using Random = System.Random;

namespace DbMarketing.Engine.Tests.Segments;

/// <summary>
/// Reviews against a naive account of the same turns: each segment alone, evaluated whole wherever its own last evaluation said that it may
/// change, with no index of what is due, no bound on the search and nothing kept from one instant to the next.
/// </summary>
public sealed class ReviewPropertyTests
{
    private const int Turns = 10;
    private static readonly IReadOnlyDictionary<string, string> NoContext = new Dictionary<string, string>();

    [Fact]
    public void Reviews_AnnounceWhatANaiveEvaluationFinds() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(40),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var playbook = Compile(Source with
            {
                Segments = [.. Enumerable.Range(0, 4).Select(number =>
                    new Segment($"s{number}", $"S{number}", ConditionText.Parse(RandomConditions.TreeOf(random, 2))))],
            });
            var customer = new ConditionCustomer(CustomerId.Known("c"));
            RandomConditions.LetHappen(random, customer, ConditionCustomer.Start);
            var reviewedAt = ConditionCustomer.Start;
            var inside = Review(customer, playbook, reviewedAt, () => { }).Select(static change => change.Segment).ToHashSet();
            for (var turn = 0; turn < Turns; turn++)
            {
                var now = reviewedAt.AddMilliseconds(1 + Math.Floor(Math.Pow(random.NextDouble(), 4) * 40 * 86_400_000));
                var expected = ByTime(playbook, customer.State, inside, reviewedAt, now);
                var late = now.AddMinutes(-random.Next(3) * random.Next(3_000));
                void Act() => RandomConditions.LetHappen(random, customer, late);
                var announced = Review(customer, playbook, now, random.Next(3) > 0 ? Act : static () => { });
                expected.AddRange(AsOf(playbook, customer.State, inside, now));
                Assert.Equal(expected.Order(), announced.Order());
                reviewedAt = now;
            }
        }));

    /// <summary>What time alone changes before an instant, each segment followed by itself.</summary>
    private static List<Change> ByTime(
        CompiledPlaybook playbook, CustomerState state, HashSet<string> inside, DateTimeOffset since, DateTimeOffset before)
    {
        var changes = new List<Change>();
        foreach (var segment in playbook.Segments)
        {
            var next = NextLook(segment, state, since);
            while (next < before)
            {
                changes.AddRange(Turned(segment, state, inside, next.Value));
                next = NextLook(segment, state, next.Value);
            }
        }

        return changes;
    }

    private static IEnumerable<Change> AsOf(CompiledPlaybook playbook, CustomerState state, HashSet<string> inside, DateTimeOffset now) =>
        [.. playbook.Segments.SelectMany(segment => Turned(segment, state, inside, now))];

    private static IEnumerable<Change> Turned(CompiledSegment segment, CustomerState state, HashSet<string> inside, DateTimeOffset at)
    {
        var id = segment.Source.Id;
        var holds = segment.Condition.Evaluate(InputAt(state, at)).Value;
        if (holds ? inside.Add(id) : inside.Remove(id))
        {
            yield return new(id, at, holds);
        }
    }

    /// <summary>In whole milliseconds, as reviews look.</summary>
    private static DateTimeOffset? NextLook(CompiledSegment segment, CustomerState state, DateTimeOffset at)
    {
        var exact = segment.Condition.Evaluate(InputAt(state, at)).ChangesAt;
        return exact is { } instant && UtcMillisecondsConverter.Truncate(instant) is var whole && whole < instant
            ? whole.AddMilliseconds(1)
            : exact;
    }

    private static ConditionInput InputAt(CustomerState state, DateTimeOffset at) =>
        new(state, at, NoContext, null, Lags: LagReading.Live(state, TestLags.ReferenceWith(Compiled)));

    private static List<Change> Review(ConditionCustomer customer, CompiledPlaybook playbook, DateTimeOffset now, Action act)
    {
        var review = new Review(customer.State, TestLags.ReferenceWith(playbook));
        review.CatchUp(now, mostSteps: int.MaxValue);
        act();
        if (review.Conclude(now) is not { } reviewed)
        {
            return [];
        }

        customer.State.Apply(reviewed);
        return [.. reviewed.Entered.Select(static change => new Change(change.Segment, change.At, true)),
            .. reviewed.Left.Select(static change => new Change(change.Segment, change.At, false))];
    }

    private readonly record struct Change(string Segment, DateTimeOffset At, bool Inside) : IComparable<Change>
    {
        public int CompareTo(Change other) => (Segment, At).CompareTo((other.Segment, other.At));
    }
}
