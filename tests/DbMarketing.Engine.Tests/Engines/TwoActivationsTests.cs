using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>
/// Two nodes of one cluster that both believe to have the customer, as after a partition: whatever each is asked, the journal holds one
/// history, and nobody is told of the quarrel.
/// </summary>
public sealed class TwoActivationsTests : IAsyncDisposable
{
    private static readonly CustomerId Customer = CustomerId.Known("1");
    private readonly ManualTimeProvider _time = new();
    private readonly VolatileJournal _journal = new();
    private readonly List<IAsyncDisposable> _running = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _running)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task AnInteractionSentToBothIsAppliedOnce()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        Assert.Equal([Verdict.Applied], await RecordAsync(one, "m1"));
        Assert.Equal([Verdict.Duplicate], await RecordAsync(other, "m1"));

        // Each now stands on a state that the other is about to leave behind.
        Assert.Equal([Verdict.Applied], await RecordAsync(one, "m2"));
        Assert.Equal([Verdict.Applied], await RecordAsync(other, "m3"));
        Assert.Equal([Verdict.Applied], await RecordAsync(one, "m4"));

        Assert.Equal(["m1", "m2", "m3", "m4"], await ReadMessagesAsync());
    }

    [Fact]
    public async Task ConcurrentTrafficToBothEndsInOneHistory()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        var sending = Enumerable.Range(0, 200).Select(async number =>
            (await RecordAsync(number % 3 == 0 ? other : one, $"m{number % 150}"))[0]).ToList();
        var verdicts = await Task.WhenAll(sending);

        Assert.Equal(150, verdicts.Count(static verdict => verdict == Verdict.Applied));
        Assert.Equal(50, verdicts.Count(static verdict => verdict == Verdict.Duplicate));
        var messages = await ReadMessagesAsync();
        Assert.Equal(150, messages.Count);
        Assert.Equal(150, messages.Distinct().Count());
    }

    [Fact]
    public async Task BeyondTheLimitOfTakeoversTheCallerIsToldToRetry()
    {
        var (one, other) = (await StartAsync(takeovers: 0), await StartAsync());
        await RecordAsync(one, "m1");
        await RecordAsync(other, "m2");

        Assert.True((await Assert.ThrowsAsync<JournalUnavailableException>(() => RecordAsync(one, "m3"))).TakenOver);
        Assert.Equal([Verdict.Applied], await RecordAsync(one, "m3"));
    }

    private async Task<ICustomerActors> StartAsync(int takeovers = 10)
    {
        var store = new VolatileJournalStore(_time, _journal);
        var options = new JournalWriterOptions { Cluster = "shop", Owner = JournalOwner.ForThisProcess().ToString() };
        var writer = new JournalWriter(store, options, _time, NullLogger<JournalWriter>.Instance);
        var reference = new ReferenceSource(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity()));
        var limits = new EngineLimits { TakeoversPerTurn = takeovers };
        var node = new CustomerNode(store, writer, reference, limits, _time, NullLoggerFactory.Instance);
        var actors = new ActivationTable(node.Host);
        await node.StartAsync(Cancellation);
        _running.Add(new Running(node, actors));
        return actors;
    }

    private async Task<IReadOnlyList<Verdict>> RecordAsync(ICustomerActors actors, string message)
    {
        var page = new PageViewed
        {
            MessageId = message, Source = "shop", OccurredAt = _time.GetUtcNow(), ReceivedAt = _time.GetUtcNow(), Name = "Home",
        };
        return (await actors.AskAsync(Customer, new RecordCall([new AddressedInteraction(Customer, page)]), Cancellation)).Value!;
    }

    private async Task<List<string>> ReadMessagesAsync()
    {
        var store = new VolatileJournalStore(_time, _journal);
        var key = (await store.OpenCustomerAsync(Customer, 0, Cancellation))!.Key;
        var rows = await store.ReadCustomerAsync(key, 0, long.MaxValue, 1_000, newestFirst: false, Cancellation);
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(static turn => (long)turn), rows.Select(static row => row.Sequence));
        return [.. rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload)).OfType<InteractionRecorded>()
            .Select(static entry => entry.Interaction.MessageId)];
    }

    private sealed class Running(CustomerNode node, ActivationTable actors) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await node.StopDeliveringAsync();
            await actors.CloseAsync();
            await node.StopAsync();
            node.Dispose();
        }
    }
}
