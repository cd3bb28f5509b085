using System.Globalization;
using System.Text.Json;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Engine.Propensity;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.LoadTests;

/// <summary>
/// "No purchase for 30 days" on the real clock: so many customers a second come due, none of them in memory, on an engine over SQLite. The
/// error of one is from its instant until its followers hear of it, after the commit.
/// </summary>
internal static class DueInProcess
{
    private const int PerSecond = 1_000;

    private static readonly TimeSpan Lapse = TimeSpan.FromDays(30);
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(5);

    /// <summary>The errors in milliseconds: median, 99th percentile and the greatest.</summary>
    public static async Task<(double Median, double P99, double Most)> RunAsync(
        string path, int seconds, CancellationToken cancellationToken)
    {
        var count = seconds * PerSecond;
        var first = TimeProvider.System.GetUtcNow() + Lead;
        var due = Enumerable.Range(0, count).ToDictionary(Customer, number => first.AddMilliseconds(number * 1_000d / PerSecond));
        await using var store = new SqliteJournalStore(path, TimeProvider.System);
        await store.InitializeAsync(cancellationToken);
        await using (var filling = await StartAsync(store, cancellationToken))
        {
            var orders = due.Select(static pair => new AddressedInteraction(pair.Key, new OrderCompleted
            {
                MessageId = "order", Source = "shop", OccurredAt = pair.Value - Lapse, ReceivedAt = pair.Value - Lapse, Amount = 10,
            }));
            await filling.RecordAsync([.. orders], cancellationToken);
        }

        await using var engine = await StartAsync(store, cancellationToken);
        var errors = new List<double>(count);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var (customer, instant) in due)
        {
            await engine.FollowAsync(customer, change => Hear(change, instant), cancellationToken);
        }

        await all.Task.WaitAsync(Lead + TimeSpan.FromSeconds(seconds + 60), cancellationToken);
        errors.Sort();
        return (errors[count / 2], errors[(int)(count * 0.99)], errors[^1]);

        void Hear(CustomerChanged change, DateTimeOffset instant)
        {
            var error = (TimeProvider.System.GetUtcNow() - instant).TotalMilliseconds;
            lock (errors)
            {
                errors.Add(error);
                if (errors.Count == count)
                {
                    all.SetResult();
                }
            }
        }
    }

    private static CustomerId Customer(int number) => CustomerId.Known(number.ToString(CultureInfo.InvariantCulture));

    private static async Task<EmbeddedEngine> StartAsync(SqliteJournalStore store, CancellationToken cancellationToken)
    {
        var load = PlaybookLoader.LoadPlaybook(Playbook());
        var reference = new ReferenceData(
            load.Playbook ?? throw new InvalidOperationException(string.Join('\n', load.Faults)), new FixedPropensity());
        var writer = new JournalWriter(store, new JournalWriterOptions(), TimeProvider.System, NullLogger<JournalWriter>.Instance);
        var engine = new EmbeddedEngine(
            store, writer, new ReferenceSource(reference), new EngineLimits(), TimeProvider.System, NullLoggerFactory.Instance);
        await engine.StartAsync(cancellationToken);
        return engine;
    }

    private static Playbook Playbook() => new()
    {
        Name = "Benchmark",
        BaseCurrency = "USD",
        TimeZone = "UTC",
        PhoneCountryCode = "82",
        Languages = ["en"],
        Channels = [new("web", "Web", false)],
        Placements = [new("hero", "web", "Hero")],
        Purposes = [new("personalisation", "Personal offers", ConsentBasis.OptOut)],
        Segments =
        [
            new("lapsed", "Lapsed", new()
            {
                Field = "recency", Op = ConditionOperator.AtLeast, Value = JsonDocument.Parse("\"30d\"").RootElement.Clone(),
            }),
        ],
        Issues = [],
        Groups = [],
        Offers = [],
    };
}
