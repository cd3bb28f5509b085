namespace DbMarketing.Client.Live;

/// <summary>One subscription through all its connections. Used under the feed's lock.</summary>
internal sealed class Followed(string id, LiveSubscription wish, Action<LiveState>? onState, Action<LiveChange> onChanged)
{
    private long? _sequence;

    /// <summary>The id that its follower knows.</summary>
    public string Id => id;

    /// <summary>What to ask the server for now: from the second time on, with what was missed.</summary>
    public LiveSubscription Wish => wish with { After = _sequence ?? wish.After };

    /// <summary>The id that the server gave it on this connection; null while it has none there.</summary>
    public string? ServerId { get; set; }

    /// <summary>Whether it was unfollowed.</summary>
    public bool Ended { get; set; }

    public LiveState Deliver(LiveState state)
    {
        var known = state with { SubscriptionId = id };
        Saw(state.Sequence);
        onState?.Invoke(known);
        return known;
    }

    public void Deliver(LiveChange change)
    {
        Saw(change.Sequence);
        onChanged(change with { SubscriptionId = id });
    }

    private void Saw(long sequence) => _sequence = Math.Max(_sequence ?? 0, sequence);
}
