using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Simulation;

/// <summary>
/// A second, simpler account of segments and standings: folds the rows, looks just before and at every instant at which the simulated
/// playbook's segments can turn by time, and counts everybody anew.
/// </summary>
internal static class SegmentModel
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private static readonly CompiledPlaybook Playbook = SimulatedPlaybook.Compiled;
    private static readonly ReferenceData Reference = SimulatedPlaybook.Reference;

    /// <summary>What is stored of each customer is what an evaluation finds now.</summary>
    public static IEnumerable<string> CheckMembers(IReadOnlyDictionary<CustomerId, CustomerSnapshot> recovered, DateTimeOffset now)
    {
        foreach (var (customer, snapshot) in recovered)
        {
            var state = CustomerState.FromSnapshot(snapshot);
            var stored = state.LastReview?.Memberships.Select(static one => one.Segment) ?? [];
            if (!stored.SequenceEqual(SegmentsOf(state, now)))
            {
                yield return $"{customer} is stored in '{string.Join(' ', stored)}', and is in '{string.Join(' ', SegmentsOf(state, now))}'";
            }

            if (state.LastReview?.Standing != Standings.Of(state, Playbook.TimeZone, now))
            {
                yield return $"{customer} stands at {Standings.Of(state, Playbook.TimeZone, now)}, and {state.LastReview?.Standing} is stored";
            }
        }
    }

    /// <summary>The sum of all that rows announce is a count of everybody.</summary>
    public static IEnumerable<string> CheckSums(
        StoredJournal journal, IReadOnlyDictionary<CustomerId, CustomerSnapshot> recovered, DateTimeOffset now)
    {
        var summed = new Dictionary<string, decimal>();
        var counted = new Dictionary<string, decimal>();
        foreach (var reviewed in journal.AllEntries().OfType<Reviewed>())
        {
            reviewed.Entered.ToList().ForEach(change => Add(summed, change.Segment, 1));
            reviewed.Left.ToList().ForEach(change => Add(summed, change.Segment, -1));
            Add(summed, reviewed.Is, 1);
            Add(summed, reviewed.Was, -1);
        }

        foreach (var state in recovered.Values.Select(CustomerState.FromSnapshot))
        {
            SegmentsOf(state, now).ForEach(segment => Add(counted, segment, 1));
            Add(counted, Standings.Of(state, Playbook.TimeZone, now), 1);
        }

        return summed.Keys.Union(counted.Keys)
            .Where(name => summed.GetValueOrDefault(name) != counted.GetValueOrDefault(name))
            .Select(name => $"the rows sum up to {summed.GetValueOrDefault(name)} for {name}, a count finds {counted.GetValueOrDefault(name)}");
    }

    /// <summary>Each change by time is recorded once, with the instant at which it happened; until now none is missing.</summary>
    public static IEnumerable<string> CheckInstants(StoredJournal journal, DateTimeOffset now)
    {
        foreach (var (customer, rows) in journal.Customers)
        {
            var state = new CustomerState(customer);
            var since = default(DateTimeOffset);
            foreach (var row in rows)
            {
                var entries = EntryCodec.ReadTurn(row.Payload);
                foreach (var fault in CheckInterval(state, since, row.At, [.. entries.OfType<Reviewed>()]))
                {
                    yield return $"{customer}, turn {row.Sequence}: {fault}";
                }

                entries.ToList().ForEach(state.Apply);
                state.EndTurn(row.Sequence);
                since = row.At;
            }

            foreach (var fault in CheckInterval(state, since, now + Millisecond, []))
            {
                yield return $"{customer}, after its last turn: {fault}";
            }
        }
    }

    /// <summary>The index holds what the customers' states say that it holds, and nothing that has been due for long.</summary>
    public static IEnumerable<string> CheckDue(
        StoredJournal journal, IReadOnlyDictionary<CustomerId, CustomerSnapshot> recovered, DateTimeOffset now)
    {
        foreach (var (customer, snapshot) in recovered)
        {
            var held = journal.Due.GetValueOrDefault(customer);
            if (held != snapshot.LastReview?.DueAt || held <= now)
            {
                yield return $"{customer} is due at {held:O} by the index, at {snapshot.LastReview?.DueAt:O} by its rows, now is {now:O}";
            }
        }
    }

    private static IEnumerable<string> CheckInterval(
        CustomerState state, DateTimeOffset since, DateTimeOffset until, IReadOnlyList<Reviewed> reviews)
    {
        var changes = reviews.SelectMany(static review => review.Entered.Select(static change => (change.Segment, change.At, Inside: true))
            .Concat(review.Left.Select(static change => (change.Segment, change.At, Inside: false)))).ToList();
        var early = changes.Where(change => change.At < until).ToList();
        var turns = state.IsTest || state.MergedInto is not null ? []
            : Candidates(state).Where(at => at > since && at < until).Distinct()
                .SelectMany(at => Playbook.TimedSegments.Where(segment => Turns(segment, state, at))
                    .Select(segment => (Segment: segment.Source.Id, At: at, Inside: Holds(segment, state, at)))).ToList();
        return turns.Where(turn => early.Count(change => change == turn) != 1).Select(static turn => $"{turn} is not recorded once")
            .Concat(early.Where(change => !turns.Contains(change)).Select(static change => $"{change} did not happen then"));
    }

    /// <summary>When the segments of the simulated playbook can turn by time.</summary>
    private static IEnumerable<DateTimeOffset> Candidates(CustomerState state)
    {
        if (state.Purchases.LastAt is { } bought)
        {
            yield return bought + SimulatedPlaybook.Lapse;
            yield return bought + SimulatedPlaybook.Recently;
        }

        if (LagReading.Live(state, Reference).Of(LagReading.All) is { } lag)
        {
            yield return Up(lag.BeginOf(LagStage.Due));
            yield return Up(lag.BeginOf(LagStage.Lapsed));
        }

        if (state.LastSeenAt is { } seen)
        {
            yield return seen + Sessions.IdleTime;
        }
    }

    private static List<string> SegmentsOf(CustomerState state, DateTimeOffset now) => state.IsTest || state.MergedInto is not null ? []
        : [.. Playbook.Segments.Where(segment => Holds(segment, state, now)).Select(static segment => segment.Source.Id)
            .Order(StringComparer.Ordinal)];

    private static bool Turns(CompiledSegment segment, CustomerState state, DateTimeOffset at) =>
        Holds(segment, state, at) != Holds(segment, state, at - Millisecond);

    private static bool Holds(CompiledSegment segment, CustomerState state, DateTimeOffset at) =>
        segment.Condition.Holds(new ConditionInput(
            state, at, new Dictionary<string, string>(), null, Lags: LagReading.Live(state, Reference)));

    private static DateTimeOffset Up(DateTimeOffset exact) =>
        UtcMillisecondsConverter.Truncate(exact) is var whole && whole < exact ? whole + Millisecond : exact;

    private static void Add(Dictionary<string, decimal> sums, Standing? standing, int sign)
    {
        if (standing is null)
        {
            return;
        }

        Add(sums, "customers", sign);
        Add(sums, "orders", sign * standing.Orders);
        Add(sums, "revenue", sign * standing.Revenue);
        Add(sums, "days with purchases", sign * standing.PurchaseDays);
        Add(sums, "logarithms of gaps", sign * standing.Gaps.SumLog);
        Add(sums, "revenue of first days", sign * standing.FirstDayRevenue);
        Add(sums, "orders of a year", sign * standing.Year.Orders);
        Add(sums, "revenue of a quarter", sign * standing.Quarter.Revenue);
    }

    private static void Add(Dictionary<string, decimal> sums, string name, decimal value) =>
        sums[name] = sums.GetValueOrDefault(name) + value;
}
