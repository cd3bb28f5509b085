using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Projections;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Counts who is in the segments that read the population, which no turn announces: sweeps over the customers, or a sample of them when
/// they are many, at the pace of <see cref="ProjectionOptions.SegmentSweepPerSecond"/>. One node of a cluster does it, by lease; every node
/// follows what was found last.
/// </summary>
public sealed partial class SegmentSweep : IAsyncDisposable
{
    /// <summary>A sweep rests so many times as long as it took.</summary>
    private const int RestsPerSweep = 4;

    /// <summary>A shorter wait for the pace is left for the next customer, and spares its timer.</summary>
    private static readonly TimeSpan s_leastWait = TimeSpan.FromMilliseconds(50);

    private readonly CustomerScan _scan;
    private readonly IJournalStore _store;
    private readonly ReferenceSource _reference;
    private readonly ProjectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SweepLease _lease;
    private readonly LoadPace _pace;
    private readonly StepLoop _loop;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private SweptSegments? _found;
    private long _revision;
    private long _told;

    /// <param name="owner">Who this process is, as the lease will name it.</param>
    public SegmentSweep(
        CustomerScan scan, IJournalStore store, ReferenceSource reference, ProjectionOptions options, string owner, TimeProvider time,
        ILogger<SegmentSweep> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_scan, _store, _reference, _options, _time, _logger) = (scan, store, reference, options, time, logger);
        _lease = new(store, owner, time, LeaseNames.SegmentSweep);
        _pace = new(options.SegmentSweepPerSecond);
        _loop = new("the segments that read the population", options.ModelInterval, time, logger);
    }

    /// <summary>What the last sweep of any node found, as this node saw it last; null before the first.</summary>
    public SweptSegments? Found => Volatile.Read(ref _found);

    /// <summary>Begins to follow, and to sweep when it is time; returns at once.</summary>
    public void Start() => _loop.Start(StepAsync);

    /// <summary>Ends; a sweep under way is given up, and made again by whoever finds it due.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _loop.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _loop.Dispose();
    }

    /// <summary>Takes up what was found, and sweeps when it is time and no other node does.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        await FollowAsync(cancellationToken);
        if (!IsDue() || !await _lease.TryHoldAsync())
        {
            return;
        }

        try
        {
            // Another node may have ended a sweep, and given the lease back, in between.
            await FollowAsync(cancellationToken);
            if (IsDue())
            {
                // It stays when the sweep fails, for what was wrong is mostly as wrong the next moment.
                _notBefore = _time.GetUtcNow() + _options.SegmentSweepInterval;
                await SweepAsync(_reference.Current.Playbook, cancellationToken);
                _notBefore = DateTimeOffset.MinValue;
            }
        }
        finally
        {
            await _lease.ReleaseAsync();
        }
    }

    private static List<CompiledSegment> SegmentsOf(CompiledPlaybook playbook) =>
        [.. playbook.Segments.Where(static segment => segment.Condition.Class == FieldClass.Population)];

    /// <summary>Before the population was counted here, nobody would be found.</summary>
    private bool IsDue()
    {
        var (now, held) = (_time.GetUtcNow(), _reference.Current);
        return held is { Population: not null, CrossSell: not null } && now >= _notBefore && SegmentsOf(held.Playbook).Count > 0
            && (Found is not { } found || found.Playbook != held.Playbook.Version || now >= NextAfter(found));
    }

    private DateTimeOffset NextAfter(SweptSegments found)
    {
        var rest = RestsPerSweep * (found.EndedAt - found.AsOf);
        return found.EndedAt + (rest > _options.SegmentSweepInterval ? rest : _options.SegmentSweepInterval);
    }

    /// <summary>Ends without a result when another playbook holds, or another node has the lease.</summary>
    private async Task SweepAsync(CompiledPlaybook playbook, CancellationToken cancellationToken)
    {
        var (revision, began) = (_revision, _time.GetUtcNow());
        var segments = SegmentsOf(playbook);
        var (found, scanned, unreadable) = (new long[segments.Count], 0L, 0L);
        ScannedCustomer? firstUnreadable = null;
        var share = Math.Min(1, _options.SegmentSweepCustomers / Math.Max(1.0, _reference.Current.Population!.Customers));
        await foreach (var customer in _scan.ReadAsync(default, share, cancellationToken))
        {
            await WaitForPaceAsync(cancellationToken);
            var held = _reference.Current;
            if (held.Playbook.Version != playbook.Version || !await _lease.TryHoldAsync())
            {
                return;
            }

            if (customer.Fault is not null)
            {
                unreadable++;
                firstUnreadable ??= customer;
            }

            if (customer.State is { } state)
            {
                scanned++;
                var input = ConditionInput.Live(state, held, _time.GetUtcNow());
                for (var i = 0; i < found.Length; i++)
                {
                    found[i] += segments[i].Condition.Holds(input) ? 1 : 0;
                }
            }
        }

        var swept = new SweptSegments
        {
            Playbook = playbook.Version,
            AsOf = began,
            EndedAt = _time.GetUtcNow(),
            Scanned = scanned,
            Unreadable = unreadable,
            Customers = _reference.Current.Population!.Customers,
            Whole = share >= 1,
            Found = segments.Zip(found).ToDictionary(static one => one.First.Source.Id, static one => one.Second, StringComparer.Ordinal),
        };
        TellUnreadable(unreadable, firstUnreadable);
        if (await swept.WriteAsync(_store, revision, cancellationToken))
        {
            Hold(swept, revision + 1);
        }
    }

    /// <summary>Once for as long as they are as many: sweeps come each minute, and what is wrong stays so.</summary>
    private void TellUnreadable(long unreadable, ScannedCustomer? firstOfThem)
    {
        if (firstOfThem is { } first && unreadable != _told)
        {
            LogUnreadable(_logger, unreadable, first.Key.Value, first.Fault!);
        }

        _told = unreadable;
    }

    private async Task WaitForPaceAsync(CancellationToken cancellationToken)
    {
        if (_pace.TakeTurn(_time.GetUtcNow()) is var wait && wait >= s_leastWait)
        {
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (await SweptSegments.FindAsync(_store, cancellationToken) is { } stored && stored.Revision > _revision)
        {
            try
            {
                Hold(SweptSegments.Read(stored), stored.Revision);
            }
            catch (JsonException exception)
            {
                // A newer program's: another count takes its place when it is time.
                LogRefused(_logger, exception.Message);
                Hold(null, stored.Revision);
            }
        }
    }

    private void Hold(SweptSegments? found, long revision)
    {
        _revision = revision;
        Volatile.Write(ref _found, found);
    }

    [LoggerMessage(1, LogLevel.Warning, "A stored count of segments that read the population cannot be read and is made anew: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(
        2, LogLevel.Error, "{Customers} customers cannot be read and are left out of the counts; the first of them has the key {Key}.")]
    private static partial void LogUnreadable(ILogger logger, long customers, long key, Exception exception);
}
