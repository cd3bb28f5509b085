namespace DbMarketing.Engine.Projections;

/// <summary>
/// Limits and times of the projections. Each is also an environment variable, <c>DBMARKETING_Projections__NAME</c>;
/// <see cref="Validate"/> names the one that cannot be right.
/// </summary>
public sealed record ProjectionOptions
{
    /// <summary>How long to wait for new rows when all are folded. Default 200 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Shortest time between two pictures of the population; of a large one longer, so that making them takes a fifth of the time at
    /// most. Default 250 ms.
    /// </summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often what was folded is saved, and so how old the other nodes' figures may be; of a large population less often, so that
    /// saving takes a tenth of the time at most. Default 1 second.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows after which it is saved even before; a kill costs folding that many again. Default 20,000.</summary>
    public int RowsPerCommit { get; init; } = 20_000;

    /// <summary>Rows of one lane that are read at once. Default 1,000.</summary>
    public int RowsPerRead { get; init; } = 1_000;

    /// <summary>
    /// Bytes of the journal's newest rows that are held in memory, so that the projections need not each read them from the storage.
    /// Default 16 MiB; 0 holds none.
    /// </summary>
    public int TailBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long the lease of a projection lasts; it is renewed after a third of it. Default 10 seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How far a projection may lie behind the journal before it counts as late, which the log and <c>GET /v1/projections</c> say.
    /// Serving goes on with the figures as they are. Default 30 seconds.
    /// </summary>
    public TimeSpan MaxLag { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often the lag model is fitted anew; sooner once the population has grown to twice its size. One that hardly moved is left as it
    /// is. Default 1 day.
    /// </summary>
    public TimeSpan RefitInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// When lifetime models are fitted to the population each night: the time since midnight in the business time zone. Default 3 hours.
    /// </summary>
    public TimeSpan FitAt { get; init; } = TimeSpan.FromHours(3);

    /// <summary>
    /// How long after a count of who is in the segments that read the population the next one begins; of many customers longer, so that
    /// counting takes a fifth of the time at most. Another playbook is counted at once. Default 1 minute.
    /// </summary>
    public TimeSpan SegmentSweepInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Customers that such a count reads in a second, so that those who serve find the storage free. Default 500.</summary>
    public int SegmentSweepPerSecond { get; init; } = 500;

    /// <summary>
    /// Customers that such a count looks at; of more it takes a sample of about as many, and says the interval. Default 50,000, which tell
    /// a share to half a percentage point.
    /// </summary>
    public int SegmentSweepCustomers { get; init; } = 50_000;

    /// <summary>How often it is looked whether another model or count holds, or is due. Default 2 seconds.</summary>
    public TimeSpan ModelInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/>, naming the setting, its value and what it may be.</summary>
    public ProjectionOptions Validate()
    {
        AtLeast(1, RowsPerCommit, nameof(RowsPerCommit));
        AtLeast(1, RowsPerRead, nameof(RowsPerRead));
        AtLeast(0, TailBytes, nameof(TailBytes));
        AtLeast(1, SegmentSweepPerSecond, nameof(SegmentSweepPerSecond));
        AtLeast(1_000, SegmentSweepCustomers, nameof(SegmentSweepCustomers));
        Within(TimeSpan.FromMilliseconds(10), PollInterval, nameof(PollInterval));
        Within(TimeSpan.Zero, PublishInterval, nameof(PublishInterval));
        Within(TimeSpan.Zero, CommitInterval, nameof(CommitInterval));
        Within(TimeSpan.FromSeconds(1), LeaseDuration, nameof(LeaseDuration));
        Within(TimeSpan.FromSeconds(1), MaxLag, nameof(MaxLag));
        Within(TimeSpan.FromMinutes(1), RefitInterval, nameof(RefitInterval), TimeSpan.FromDays(365));
        Within(TimeSpan.FromMilliseconds(10), ModelInterval, nameof(ModelInterval));
        Within(TimeSpan.FromMilliseconds(10), SegmentSweepInterval, nameof(SegmentSweepInterval), TimeSpan.FromDays(1));
        if (FitAt < TimeSpan.Zero || FitAt >= TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(FitAt), FitAt, $"Projections:{nameof(FitAt)} is {FitAt}; it must be from 0 to less than a day.");
        }
        return this;
    }

    /// <summary>The same, and that sweeps after another model begin when every node of a cluster has it.</summary>
    /// <param name="sweepInterval">The setting Engine:PlaybookSweepInterval.</param>
    public ProjectionOptions ValidateForCluster(TimeSpan sweepInterval) => sweepInterval > ModelInterval
        ? Validate()
        : throw new ArgumentOutOfRangeException(
            nameof(sweepInterval), sweepInterval,
            $"Engine:PlaybookSweepInterval is {sweepInterval}; it must be longer than Projections:{nameof(ModelInterval)}, "
                + $"{ModelInterval}.");

    private static void AtLeast(int least, int value, string setting)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(setting, value, $"Projections:{setting} is {value}; it must be at least {least}.");
        }
    }

    private static void Within(TimeSpan least, TimeSpan value, string setting, TimeSpan? most = null)
    {
        var longest = most ?? TimeSpan.FromHours(1);
        if (value < least || value > longest)
        {
            throw new ArgumentOutOfRangeException(
                setting, value, $"Projections:{setting} is {value}; it must be from {least} to {longest}.");
        }
    }
}
