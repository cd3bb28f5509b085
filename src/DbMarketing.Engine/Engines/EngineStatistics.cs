using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>What this node has done since it started, for the overview. Thread-safe; written once per turn.</summary>
public sealed class EngineStatistics(EngineLimits limits, TimeProvider time) : IEngineStatistics
{
    private readonly Lock _gate = new();
    private readonly Rate _interactions = new();
    private readonly Rate _decisions = new();
    private readonly Queue<LatestDecision> _latest = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long _applied;
    private long _duplicate;
    private long _rejected;

    /// <summary>Customers in memory; set by the engine.</summary>
    internal Func<int> CountActive { get; set; } = static () => 0;

    /// <summary>Adds what one committed turn did.</summary>
    internal void TurnCommitted(CustomerId customer, IReadOnlyCollection<LedgerDelta> verdicts, IReadOnlyList<Decision> made)
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            AddVerdicts_NeedsLock(verdicts, second);
            _decisions.Add(made.Count, second);
            foreach (var decision in made)
            {
                Keep_NeedsLock(new LatestDecision(customer, decision));
            }
        }

        foreach (var delta in verdicts)
        {
            EngineInstruments.Verdicts(delta.Kind, delta.Count);
        }

        EngineInstruments.Decided(made.Count);
    }

    /// <inheritdoc/>
    public EngineOverview Read()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            return new EngineOverview
            {
                CustomersActive = CountActive(),
                InteractionsPerSecond = _interactions.PerSecond(now.ToUnixTimeSeconds()),
                DecisionsPerSecond = _decisions.PerSecond(now.ToUnixTimeSeconds()),
                Applied = _applied,
                Duplicate = _duplicate,
                Rejected = _rejected,
                Uptime = now - _startedAt,
            };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<LatestDecision> ReadLatest(int count)
    {
        lock (_gate)
        {
            return [.. _latest.Reverse().Take(count)];
        }
    }

    private void AddVerdicts_NeedsLock(IReadOnlyCollection<LedgerDelta> verdicts, long second)
    {
        foreach (var delta in verdicts)
        {
            _interactions.Add(delta.Count, second);
            _applied += delta.Kind == VerdictKind.Applied ? delta.Count : 0;
            _duplicate += delta.Kind == VerdictKind.Duplicate ? delta.Count : 0;
            _rejected += delta.Kind == VerdictKind.Rejected ? delta.Count : 0;
        }
    }

    private void Keep_NeedsLock(LatestDecision decision)
    {
        _latest.Enqueue(decision);
        while (_latest.Count > limits.LatestDecisions)
        {
            _latest.Dequeue();
        }
    }

    /// <summary>Counts by second over the last ten whole seconds.</summary>
    private sealed class Rate
    {
        private const int Seconds = 10;
        private readonly long[] _counts = new long[Seconds + 1];
        private readonly long[] _stamps = new long[Seconds + 1];
        private long _first = long.MaxValue;

        public void Add(long count, long second)
        {
            var slot = second % _counts.Length;
            if (_stamps[slot] != second)
            {
                _stamps[slot] = second;
                _counts[slot] = 0;
            }

            _counts[slot] += count;
            _first = Math.Min(_first, second);
        }

        public double PerSecond(long now)
        {
            var sum = 0L;
            for (var i = 0; i < _counts.Length; i++)
            {
                sum += _stamps[i] < now && _stamps[i] >= now - Seconds ? _counts[i] : 0;
            }

            return _first >= now ? 0 : (double)sum / Math.Min(Seconds, now - _first);
        }
    }
}
