using DbMarketing.Client.Live;

namespace DbMarketing.Silo.Tests.Nodes;

/// <summary>A screen that follows one customer, and writes down where what it is told does not follow on what it was told before.</summary>
internal sealed class WatchingScreen(string customer)
{
    private readonly Lock _gate = new();
    private readonly List<string> _gaps = [];
    private (long Sequence, TaskCompletionSource Reached) _awaited = Awaited(long.MaxValue);
    private long? _told;

    public string Customer => customer;

    /// <summary>How many changes it was told of.</summary>
    public int Changes { get; private set; }

    /// <summary>Each place where a sequence was left out or told twice.</summary>
    public IReadOnlyList<string> Gaps
    {
        get
        {
            lock (_gate)
            {
                return [.. _gaps];
            }
        }
    }

    public Task FollowAsync(LiveFeed feed, bool withOffers, CancellationToken cancellationToken) => feed.FollowAsync(
        new LiveSubscription
        {
            CustomerId = customer, Channel = "web", View = !withOffers, Placements = withOffers ? [new("home-hero")] : [],
        },
        state => Told(_told ?? state.Sequence, state.Sequence, "state"),
        change =>
        {
            Changes++;
            Told(change.PreviousSequence, change.Sequence, change.Cause ?? "change");
        },
        cancellationToken);

    /// <summary>Completes when it has been told of a sequence.</summary>
    public Task ReachesAsync(long sequence, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _awaited = Awaited(sequence);
            CheckAwaited();
            return _awaited.Reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void Told(long previous, long sequence, string cause)
    {
        lock (_gate)
        {
            if (previous != (_told ?? previous) || sequence < previous)
            {
                _gaps.Add($"{customer}: {cause} {previous}-{sequence} after {_told}");
            }

            _told = sequence;
            CheckAwaited();
        }
    }

    private static (long Sequence, TaskCompletionSource Reached) Awaited(long sequence) =>
        (sequence, new(TaskCreationOptions.RunContinuationsAsynchronously));

    private void CheckAwaited()
    {
        if (_told >= _awaited.Sequence)
        {
            _awaited.Reached.TrySetResult();
        }
    }
}
