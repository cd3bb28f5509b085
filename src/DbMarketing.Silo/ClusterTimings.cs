using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo;

/// <summary>Times of a cluster's node; the settings <c>Cluster:…</c>.</summary>
public sealed record ClusterTimings
{
    /// <summary>So many intervals may pass by before a silo that starts does not wait for the one that wrote nothing.</summary>
    internal const int MissedIntervals = 3;

    /// <summary>
    /// How long a call waits for a customer whose silo died or moves it before its caller gets a 503. Default 20 seconds: longer than the
    /// cluster takes to give a dead silo up.
    /// </summary>
    public TimeSpan CallPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a node asks again for the changes of a customer that its screens follow. Default 5 seconds.</summary>
    public TimeSpan FollowRenewal { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo tells a node of changes without being asked again. Default 15 seconds.</summary>
    public TimeSpan FollowLifetime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a silo waits for another's answer to a probe. Default 1 second.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many probes in a row a silo may leave unanswered before it is voted dead. Default 5: its customers live elsewhere about six
    /// seconds after it died, and a pause of four seconds costs nothing.
    /// </summary>
    public int MissedProbes { get; init; } = 5;

    /// <summary>
    /// How often a silo writes into the membership that it lives, and nodes look who does. Default 5 seconds: a gateway that hangs is used
    /// no longer than that after it was given up, and a silo that starts waits 15 seconds at most for others that nobody gave up.
    /// </summary>
    public TimeSpan MembershipInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often nodes exchange their statistics. Default 1 second.</summary>
    public TimeSpan StatisticsInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a node looks which playbook is active. Default 1 second.</summary>
    public TimeSpan PlaybookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/>, naming the setting, its value and what it may be.</summary>
    public ClusterTimings Validate()
    {
        AboveZero(CallPatience, nameof(CallPatience));
        AboveZero(FollowRenewal, nameof(FollowRenewal));
        AboveZero(ProbeTimeout, nameof(ProbeTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(MissedProbes, 2);
        AboveZero(MembershipInterval, nameof(MembershipInterval));
        AboveZero(StatisticsInterval, nameof(StatisticsInterval));
        AboveZero(PlaybookInterval, nameof(PlaybookInterval));
        return FollowLifetime >= FollowRenewal * 2
            ? this
            : throw new ArgumentOutOfRangeException(nameof(FollowLifetime), FollowLifetime,
                $"Cluster:{nameof(FollowLifetime)} is {FollowLifetime}; it must be at least twice Cluster:{nameof(FollowRenewal)}.");
    }

    /// <summary>The same, and that sweeps of another playbook begin when every node has it.</summary>
    public ClusterTimings Validate(EngineLimits limits) => limits.PlaybookSweepInterval > PlaybookInterval
        ? Validate()
        : throw new ArgumentOutOfRangeException(
            nameof(limits), limits.PlaybookSweepInterval,
            $"Engine:{nameof(limits.PlaybookSweepInterval)} is {limits.PlaybookSweepInterval}; it must be longer than "
                + $"Cluster:{nameof(PlaybookInterval)}, {PlaybookInterval}.");

    private static void AboveZero(TimeSpan value, string setting)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(
                setting, value, $"Cluster:{setting} is {value}; it must be above zero, and an hour at most.");
        }
    }
}
