using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Population;

/// <summary>Fits over customers that a test adds, on a clock that it moves and a store that it can have fail.</summary>
public abstract class LifetimeFitsFixture : IAsyncDisposable
{
    private long _customer;

    protected LifetimeFitsFixture()
    {
        Store = new(new VolatileJournalStore(Time));
        Fits = FitsOf("one", Reference);
    }

    protected static DateTimeOffset Noon { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected ManualTimeProvider Time { get; } = new(Noon);

    protected ReferenceSource Reference { get; } = new(new(SamplePlaybook.Compiled, new FixedPropensity()));

    protected LifetimeCounts Counts { get; } = new();

    protected LifetimeFits Fits { get; }

    /// <summary>When set, the projection's pictures stay of that instant.</summary>
    protected DateTimeOffset? StandsStillAt { get; set; }

    private protected FullStore Store { get; }

    private int Today => SamplePlaybook.Compiled.DayOf(Time.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        await Fits.DisposeAsync();
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected LifetimeFits FitsOf(string owner, ReferenceSource reference, TimeProvider? time = null) =>
        new(Counts, Store, reference, new ProjectionOptions(), owner, time ?? Time, NullLogger<LifetimeFits>.Instance);

    protected (long Version, FitOccasion Occasion) Held() =>
        (Reference.Current.Lifetime!.Model.Version, Reference.Current.Lifetime.Model.Occasion);

    /// <summary>The time of the nightly fit, so many days after that of the start.</summary>
    protected static DateTimeOffset Night(int days) =>
        BusinessDays.StartOf(SamplePlaybook.Compiled.DayOf(Noon) + days, SamplePlaybook.Compiled.TimeZone) + new ProjectionOptions().FitAt;

    protected void Publish() => Counts.Publish(StandsStillAt ?? Time.GetUtcNow());

    protected async Task StepAsync()
    {
        Publish();
        await Fits.StepAsync(Cancellation);
        await EndAsync(Fits);
    }

    /// <summary>A fit takes the picture that follows its beginning.</summary>
    protected async Task EndAsync(LifetimeFits fits)
    {
        while (!fits.UnderWay.IsCompleted)
        {
            Publish();
            await Task.Yield();
        }

        await fits.UnderWay;
    }

    protected void Add(int customers, int repeats)
    {
        for (var i = 0; i < customers; i++)
        {
            Add(50 + (int)(_customer % 40), 7 * repeats, repeats);
        }
    }

    /// <summary>A customer who first bought so many days ago, and last so many days after that.</summary>
    protected void Add(int age, int recency, int repeats) => Counts.Fold(
        new JournalRow { Lane = 0, Position = 1, Customer = new(++_customer), Sequence = 1, At = Noon, Payload = default },
        [
            new Reviewed
            {
                At = Time.GetUtcNow(),
                Is = new()
                {
                    Orders = repeats + 1, PurchaseDays = repeats + 1, FirstDay = Today - age, LastDay = Today - age + recency,
                    Revenue = 10 * (repeats + 1), FirstDayRevenue = 10,
                },
            },
        ]);

    /// <summary>A store that takes no documents while it is full or another node is always first, and that may fail to read them.</summary>
    private protected sealed class FullStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        public bool IsFull { get; set; }

        public bool IsTaken { get; set; }

        public int Writes { get; private set; }

        /// <summary>When set, reading fails, and completes it.</summary>
        public TaskCompletionSource? Failing { get; set; }

        public override Task<IReadOnlyList<Document>> ReadDocumentsAsync(string kind, int limit, CancellationToken cancellationToken) =>
            Failing?.TrySetResult() is not null ? throw new InvalidOperationException("A planted fault.")
                : base.ReadDocumentsAsync(kind, limit, cancellationToken);

        public override Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken)
        {
            Writes++;
            return IsFull ? throw new JournalUnavailableException("full")
                : IsTaken ? Task.FromResult(false)
                : base.WriteDocumentAsync(document, expectedRevision, cancellationToken);
        }
    }
}
