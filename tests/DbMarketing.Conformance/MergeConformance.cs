using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Conformance;

/// <summary>
/// Ids that turn out to be one person: whatever the order, the traffic and the crashes in between, the end is the state that one id
/// would have had from the start.
/// </summary>
public abstract class MergeConformance : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected EngineUnderTest Under { get; private set; } = null!;

    /// <summary>How many groups of ids to merge; an engine on a slow storage takes fewer.</summary>
    protected virtual int Groups => 250;

    private ICustomerEngine Engine => Under.Engine;

    protected abstract Task<EngineUnderTest> StartAsync();

    public virtual async ValueTask InitializeAsync() => Under = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await (Under?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Link_MovesAVisitorsHistoryToTheKnownCustomer()
    {
        var (known, visitor) = (CustomerId.Known("1"), CustomerId.Anonymous("x"));
        await Engine.RecordAsync([Happenings.Order(visitor, "m1", 10)], Cancellation);
        await Engine.RecordAsync([Happenings.Order(known, "m2", 5) with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal(known, await Engine.ResolveAsync(visitor, Cancellation));
        Assert.Equal(15m, (await Engine.ViewAsync(visitor, Cancellation))!.Rfm.Monetary);
        Assert.Empty(await Under.Store.ReadOutboxAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task Link_IsRefused_WhenTheVisitorBelongsToSomebodyElse()
    {
        var visitor = CustomerId.Anonymous("x");
        await Engine.RecordAsync([Happenings.Order(CustomerId.Known("1"), "m1", 1) with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        await Engine.RecordAsync([Happenings.Order(CustomerId.Known("2"), "m2", 2) with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal(CustomerId.Known("1"), await Engine.ResolveAsync(visitor, Cancellation));
        Assert.Equal(2m, (await Engine.ViewAsync(CustomerId.Known("2"), Cancellation))!.Rfm.Monetary);
    }

    [Fact]
    public async Task Merge_KnowsTheMessagesOfBoth()
    {
        var (known, visitor) = (CustomerId.Known("1"), CustomerId.Anonymous("x"));
        var order = Happenings.Order(visitor, "m1", 10);
        await Engine.RecordAsync([order], Cancellation);
        await Engine.RecordAsync([Happenings.Page(known, "m2") with { Link = visitor }], Cancellation);
        await Under.SettleAsync();
        Assert.Equal([Verdict.Duplicate], await Engine.RecordAsync([order], Cancellation));
    }

    /// <summary>
    /// Method: groups of up to five ids, linked in random pairs in a random order, with orders sent to any of them at any time, repeated
    /// when a crash cut them off; the engine crashes again and again between the steps.
    /// </summary>
    [Fact]
    public async Task Merge_EndsAsOneIdFromTheStart_ThroughTrafficAndCrashes()
    {
        var random = new Random(20261122);
        var people = Enumerable.Range(0, Groups).Select(number => new Person(number, random)).ToList();
        var work = people.SelectMany(static person => person.Work).OrderBy(_ => random.Next()).ToList();
        foreach (var chunk in work.Chunk(Math.Max(50, work.Count / 8)))
        {
            var sending = Task.WhenAll(chunk.Chunk(10).Select(SendAsync));
            await Task.WhenAny(sending, SendAsync([Happenings.Page(CustomerId.Known("bystander"), $"tick-{random.Next()}")]));
            await Under.CrashAsync();
            await sending;
        }

        await Task.WhenAll(work.Chunk(20).Select(SendAsync));
        await Under.SettleAsync();
        foreach (var person in people)
        {
            await AssertOneAsync(person);
        }

        Assert.Empty(await Under.Store.ReadOutboxAsync(0, 10, Cancellation));
    }

    /// <summary>Sends until acknowledged, as a sender does.</summary>
    private async Task SendAsync(IReadOnlyList<AddressedInteraction> interactions)
    {
        while (true)
        {
            try
            {
                await Engine.RecordAsync(interactions, Cancellation);
                return;
            }
            catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
            }
        }
    }

    private async Task AssertOneAsync(Person person)
    {
        var whole = new CustomerId(CustomerKind.Known, "whole-" + person.Survivor.Value);
        await SendAsync([.. person.Orders.Select(order => order with { Customer = whole })]);
        var expected = await Engine.ViewAsync(whole, Cancellation);
        foreach (var id in person.Ids)
        {
            Assert.Equal(person.Survivor, await Engine.ResolveAsync(id, Cancellation));
        }

        var view = await Engine.ViewAsync(person.Ids[^1], Cancellation);
        Assert.Equal(Comparable(expected!), Comparable(view!));
    }

    private static string Comparable(CustomerView view) => JsonSerializer.Serialize(
        new { view.Rfm.Frequency, view.Rfm.Monetary, view.Rfm.FirstPurchaseAt, view.Rfm.LastPurchaseAt, view.Rfm.PurchaseDays,
            view.FirstSeenAt, view.LastSeenAt });

    /// <summary>One person under several ids: a known one and some visitors, or two known ones by explicit statement.</summary>
    private sealed class Person
    {
        public Person(int number, Random random)
        {
            var ids = Enumerable.Range(0, 2 + random.Next(4))
                .Select(i => i < 1 + (number % 2) ? CustomerId.Known($"p{number}-{i}") : CustomerId.Anonymous($"p{number}-{i}")).ToList();
            Ids = ids;
            Survivor = ids.Min();
            Orders = [.. Enumerable.Range(0, 6).Select(i => Happenings.Order(ids[random.Next(ids.Count)], $"p{number}-o{i}", 1 + i,
                $"p{number}-{i / 2}"))];

            // A spanning tree: each id is linked to one before it, so that all are one in the end.
            var links = Enumerable.Range(1, ids.Count - 1).Select(i => Link(ids[random.Next(i)], ids[i], $"p{number}-l{i}", random));
            Work = [.. Orders, .. links];
        }

        public IReadOnlyList<CustomerId> Ids { get; }

        public CustomerId Survivor { get; }

        public IReadOnlyList<AddressedInteraction> Orders { get; }

        public IReadOnlyList<AddressedInteraction> Work { get; }

        private static AddressedInteraction Link(CustomerId one, CustomerId other, string message, Random random) =>
            one.Kind == CustomerKind.Known && other.Kind == CustomerKind.Anonymous && random.Next(2) == 0
                ? Happenings.Page(one, message) with { Link = other }
                : Happenings.Alias(one, message, other);
    }
}
