namespace DbMarketing.Engine.Engines;

/// <summary>
/// Every limit of the engine, with what happens at it. Defaults suit one machine with two cores; <see cref="Validate"/> is called at
/// start, and names the setting that cannot be right.
/// </summary>
public sealed record EngineLimits
{
    /// <summary>Customers held in memory. At the limit the longest idle one leaves; when all are busy the caller gets an overload.
    /// On a silo, beyond it known customers leave as soon as anonymous visitors. Default 1,000,000.</summary>
    public int Activations { get; init; } = 1_000_000;

    /// <summary>Commands waiting for one customer's turn; one more gets an overload. Default 1,024.</summary>
    public int MailboxCommands { get; init; } = 1_024;

    /// <summary>Calls being served at once by the engine; one more gets an overload. Default 100,000.</summary>
    public int CallsInFlight { get; init; } = 100_000;

    /// <summary>Interactions and decisions of one turn, and so of one journal row; the rest waits for the next turn. With at most 32 KiB an
    /// interaction, 8 MiB bound the bytes of a turn as well. Default 256.</summary>
    public int EntriesPerTurn { get; init; } = 256;

    /// <summary>
    /// Turns between two snapshots of a busy customer: what a recovery folds at most, roughly. Default 100, which one reading of
    /// <see cref="RowsPerRead"/> brings.
    /// </summary>
    public int TurnsPerSnapshot { get; init; } = 100;

    /// <summary>Turns since the last snapshot that make one worthwhile when the customer leaves memory. Default 10.</summary>
    public int TurnsForLeavingSnapshot { get; init; } = 10;

    /// <summary>Snapshots that wait to be written; at the limit new ones are dropped, which only costs a longer recovery. Default
    /// 10,000.</summary>
    public int SnapshotsWaiting { get; init; } = 10_000;

    /// <summary>Snapshots written at once. Default 200.</summary>
    public int SnapshotsPerBatch { get; init; } = 200;

    /// <summary>How long a snapshot waits for company. Default 1 second.</summary>
    public TimeSpan SnapshotDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a known customer stays in memory without a call. Default 30 minutes.</summary>
    public TimeSpan KnownIdleTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an anonymous visitor stays in memory without a call; the journal keeps it. Default 10 minutes.</summary>
    public TimeSpan AnonymousIdleTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often idle customers are looked for. Default 1 minute.</summary>
    public TimeSpan IdleSweepInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Histories loaded at once for interactions older than what the state remembers; more wait their turn. Default 4.</summary>
    public int HistoryLoadsAtOnce { get; init; } = 4;

    /// <summary>
    /// Histories loaded in a second, and as many at once after a quiet second; more wait, and their customers' calls with them.
    /// Default 100.
    /// </summary>
    public int HistoryLoadsPerSecond { get; init; } = 100;

    /// <summary>
    /// Message ids of one loaded history that are held at once, and as many order and request ids. Of a longer history each turn that must
    /// ask looks up its own ids, by reading all of it; and two customers with more orders each are merged as if they shared none of those
    /// beyond. Default 1,000,000.
    /// </summary>
    public int ArchivedMessages { get; init; } = 1_000_000;

    /// <summary>
    /// Ids of loaded histories that all customers in memory keep together, about 30 bytes each; beyond it a customer loads its history
    /// again in the next turn that needs it. Default 10,000,000.
    /// </summary>
    public int ArchivedIds { get; init; } = 10_000_000;

    /// <summary>Journal rows read at once; fewer of long turns, see <see cref="Journal.JournalReads"/>. Default 500.</summary>
    public int RowsPerRead { get; init; } = 500;

    /// <summary>Merged ids whose survivor is remembered; one that was forgotten costs a hop. Default 100,000.</summary>
    public int AliasesRemembered { get; init; } = 100_000;

    /// <summary>Survivors followed for one call; more mean a damaged journal, and an error. Default 64.</summary>
    public int ForwardHops { get; init; } = 64;

    /// <summary>Merge steps delivered at once. Default 16.</summary>
    public int DeliveriesAtOnce { get; init; } = 16;

    /// <summary>Merge steps that wait for delivery in memory; more wait in the journal's outbox for the next sweep. Default
    /// 10,000.</summary>
    public int DeliveriesWaiting { get; init; } = 10_000;

    /// <summary>How often the journal's outbox is swept for steps that a fault left behind. Default 30 seconds.</summary>
    public TimeSpan OutboxSweepInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Instants before its own that a turn follows one by one when a customer changed by time alone; what changed after them is announced
    /// as of the turn. Default 100: only a sweep that could not run for long leaves as many behind.
    /// </summary>
    public int ReviewSteps { get; init; } = 100;

    /// <summary>How often the due index is looked at when nothing in it is due before. Default 0.5 seconds.</summary>
    public TimeSpan DuePollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Customers reviewed in a second because time has changed them; more wait in the due index, in the order of their instants, as at a
    /// midnight. Default 5,000.
    /// </summary>
    public int DuePerSecond { get; init; } = 5_000;

    /// <summary>Customers whom a sweep has reviewed at once. Default 250.</summary>
    public int ReviewsAtOnce { get; init; } = 250;

    /// <summary>Customers reviewed in a second because another playbook holds; the rest wait. Default 1,000.</summary>
    public int PlaybookReviewsPerSecond { get; init; } = 1_000;

    /// <summary>
    /// How often it is looked whether another playbook holds; it must hold twice in a row. In a cluster longer than
    /// <c>Cluster:PlaybookInterval</c>, within which all nodes have it. Default 5 seconds.
    /// </summary>
    public TimeSpan PlaybookSweepInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Feed subscriptions to one customer; one more is refused with an overload. Default 100.</summary>
    public int SubscriptionsPerCustomer { get; init; } = 100;

    /// <summary>Feed subscriptions of this node; one more is refused with an overload. Default 100,000.</summary>
    public int Subscriptions { get; init; } = 100_000;

    /// <summary>
    /// How many customers are recovered from the journal at once; the others wait. Default 16: a rush of them leaves commits and leases
    /// connections to work with.
    /// </summary>
    public int RecoveriesAtOnce { get; init; } = 16;

    /// <summary>How many customers of one batch are called at once; the others wait for them. Default 1,000.</summary>
    public int CustomersAtOnce { get; init; } = 1_000;

    /// <summary>
    /// How often a turn is decided again because another process had committed for its customer first, before its callers get a 503.
    /// Default 3; each time finds the other's state, so more only happens when two processes quarrel about one customer.
    /// </summary>
    public int TakeoversPerTurn { get; init; } = 3;

    /// <summary>Decisions kept for the overview, newest first. Default 100.</summary>
    public int LatestDecisions { get; init; } = 100;

    /// <summary>How long a clean stop waits for calls in flight before it gives up on them. Default 30 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/>, naming the setting, its value and what it may be.</summary>
    public EngineLimits Validate()
    {
        AtLeast(1, Activations, nameof(Activations));
        AtLeast(1, MailboxCommands, nameof(MailboxCommands));
        AtLeast(1, CallsInFlight, nameof(CallsInFlight));
        AtLeast(1, EntriesPerTurn, nameof(EntriesPerTurn));
        AtLeast(1, TurnsPerSnapshot, nameof(TurnsPerSnapshot));
        AtLeast(1, TurnsForLeavingSnapshot, nameof(TurnsForLeavingSnapshot));
        AtLeast(1, SnapshotsWaiting, nameof(SnapshotsWaiting));
        AtLeast(1, SnapshotsPerBatch, nameof(SnapshotsPerBatch));
        AtLeast(1, HistoryLoadsAtOnce, nameof(HistoryLoadsAtOnce));
        AtLeast(1, HistoryLoadsPerSecond, nameof(HistoryLoadsPerSecond));
        AtLeast(1, ArchivedMessages, nameof(ArchivedMessages));
        AtLeast(0, ArchivedIds, nameof(ArchivedIds));
        AtLeast(1, RowsPerRead, nameof(RowsPerRead));
        AtLeast(1, AliasesRemembered, nameof(AliasesRemembered));
        AtLeast(1, ForwardHops, nameof(ForwardHops));
        AtLeast(1, DeliveriesAtOnce, nameof(DeliveriesAtOnce));
        AtLeast(1, DeliveriesWaiting, nameof(DeliveriesWaiting));
        AtLeast(0, ReviewSteps, nameof(ReviewSteps));
        AtLeast(1, DuePerSecond, nameof(DuePerSecond));
        AtLeast(1, ReviewsAtOnce, nameof(ReviewsAtOnce));
        AtLeast(1, PlaybookReviewsPerSecond, nameof(PlaybookReviewsPerSecond));
        AtLeast(1, SubscriptionsPerCustomer, nameof(SubscriptionsPerCustomer));
        AtLeast(1, Subscriptions, nameof(Subscriptions));
        AtLeast(1, RecoveriesAtOnce, nameof(RecoveriesAtOnce));
        AtLeast(1, CustomersAtOnce, nameof(CustomersAtOnce));
        AtLeast(0, TakeoversPerTurn, nameof(TakeoversPerTurn));
        AtLeast(0, LatestDecisions, nameof(LatestDecisions));
        AboveZero(SnapshotDelay, nameof(SnapshotDelay));
        AboveZero(KnownIdleTime, nameof(KnownIdleTime));
        AboveZero(AnonymousIdleTime, nameof(AnonymousIdleTime));
        AboveZero(IdleSweepInterval, nameof(IdleSweepInterval));
        AboveZero(OutboxSweepInterval, nameof(OutboxSweepInterval));
        AboveZero(DuePollInterval, nameof(DuePollInterval));
        AboveZero(PlaybookSweepInterval, nameof(PlaybookSweepInterval));
        AboveZero(StopTimeout, nameof(StopTimeout));
        return this;
    }

    private static void AtLeast(int least, int value, string setting)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(setting, value, $"Engine:{setting} is {value}; it must be at least {least}.");
        }
    }

    private static void AboveZero(TimeSpan value, string setting)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(setting, value,
                $"Engine:{setting} is {value}; it must be above zero, and a day at most.");
        }
    }
}
