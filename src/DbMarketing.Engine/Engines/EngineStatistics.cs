using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Engines;

/// <summary>What this node has done since it started, for the overview. Thread-safe; written once per turn.</summary>
public sealed class EngineStatistics(EngineLimits limits, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Rate interactions = new();
    private readonly Rate decisions = new();
    private readonly Queue<LatestDecision> latest = new();
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private long applied;
    private long duplicate;
    private long rejected;

    /// <summary>Customers in memory; set by the engine.</summary>
    internal Func<int> CountActive { get; set; } = static () => 0;

    /// <summary>Adds what one committed turn did.</summary>
    internal void TurnCommitted(CustomerId customer, IReadOnlyDictionary<VerdictKind, long> verdicts, IReadOnlyList<Decision> made)
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            AddVerdicts_NeedsLock(verdicts, second);
            decisions.Add(made.Count, second);
            foreach (var decision in made)
            {
                Keep_NeedsLock(new LatestDecision(customer, decision));
            }
        }

        foreach (var (kind, count) in verdicts)
        {
            EngineInstruments.Verdicts(kind, count);
        }

        EngineInstruments.Decided(made.Count);
    }

    /// <summary>Totals and rates as of now.</summary>
    public EngineOverview Read()
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            return new EngineOverview
            {
                CustomersActive = CountActive(),
                InteractionsPerSecond = interactions.PerSecond(now.ToUnixTimeSeconds()),
                DecisionsPerSecond = decisions.PerSecond(now.ToUnixTimeSeconds()),
                Applied = applied,
                Duplicate = duplicate,
                Rejected = rejected,
                Uptime = now - startedAt,
            };
        }
    }

    /// <summary>The newest decisions, newest first; at most <see cref="EngineLimits.LatestDecisions"/>.</summary>
    public IReadOnlyList<LatestDecision> ReadLatest(int count)
    {
        lock (gate)
        {
            return [.. latest.Reverse().Take(count)];
        }
    }

    private void AddVerdicts_NeedsLock(IReadOnlyDictionary<VerdictKind, long> verdicts, long second)
    {
        foreach (var (kind, count) in verdicts)
        {
            interactions.Add(count, second);
            applied += kind == VerdictKind.Applied ? count : 0;
            duplicate += kind == VerdictKind.Duplicate ? count : 0;
            rejected += kind == VerdictKind.Rejected ? count : 0;
        }
    }

    private void Keep_NeedsLock(LatestDecision decision)
    {
        latest.Enqueue(decision);
        while (latest.Count > limits.LatestDecisions)
        {
            latest.Dequeue();
        }
    }

    /// <summary>Counts by second over the last ten whole seconds.</summary>
    private sealed class Rate
    {
        private const int Seconds = 10;
        private readonly long[] counts = new long[Seconds + 1];
        private readonly long[] stamps = new long[Seconds + 1];
        private long first = long.MaxValue;

        public void Add(long count, long second)
        {
            var slot = second % counts.Length;
            if (stamps[slot] != second)
            {
                stamps[slot] = second;
                counts[slot] = 0;
            }

            counts[slot] += count;
            first = Math.Min(first, second);
        }

        public double PerSecond(long now)
        {
            var sum = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                sum += stamps[i] < now && stamps[i] >= now - Seconds ? counts[i] : 0;
            }

            return first >= now ? 0 : (double)sum / Math.Min(Seconds, now - first);
        }
    }
}

/// <summary>Totals since the node started and rates over the last ten seconds.</summary>
public sealed record EngineOverview
{
    public required int CustomersActive { get; init; }
    public required double InteractionsPerSecond { get; init; }
    public required double DecisionsPerSecond { get; init; }
    public required long Applied { get; init; }
    public required long Duplicate { get; init; }
    public required long Rejected { get; init; }
    public required TimeSpan Uptime { get; init; }
}

/// <summary>A decision with the customer it was made for.</summary>
public sealed record LatestDecision(CustomerId Customer, Decision Decision);
