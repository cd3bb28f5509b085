using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests;

/// <summary>
/// A cluster that fell apart into two, each with an activation of the same customers: one commits, the other finds out and decides
/// again, and no caller hears of it.
/// </summary>
public sealed class DoubleActivationTests : IAsyncLifetime
{
    private const int ShownMax = 3;

    private static readonly CustomerId s_customer = CustomerId.Known("1");

    private readonly List<HeldStore> _stores = [];
    private ServedDatabase _database = null!;
    private ServingCluster _one = null!;
    private ServingCluster _other = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = new ServedDatabase
        {
            Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
            {
                Suppressions =
                [
                    new()
                    {
                        Id = "shown-often", Outcome = ContactOutcome.Presented, Scope = SuppressionScope.Offer,
                        Window = TimeSpan.FromDays(7), Count = ShownMax, Pause = TimeSpan.FromDays(7),
                    },
                ],
            }),
            Through = store =>
            {
                var held = new HeldStore(store);
                _stores.Add(held);
                return held;
            },
        };
        _one = await ServingCluster.StartAsync(_database, silos: 1);
        _other = await ServingCluster.StartAsync(_database, silos: 1);
    }

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(static store => store.LetGo());
        await (_one?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_other?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Method: both are held in their commits of the same interaction, so that neither can know of the other.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task SameInteraction_IsAppliedByOne_AndADuplicateToTheOther(int turnsBefore)
    {
        await ActivateBothAsync(turnsBefore);
        var order = Happenings.Order(s_customer, "m1", 25);

        var (first, second) = await CommitTogetherAsync(order, order);

        Assert.Equal([Verdict.Applied], first);
        Assert.Equal([Verdict.Duplicate], second);
        await AssertOneHistoryAsync(turns: turnsBefore + 1, orders: 1, monetary: 25, duplicates: 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task DifferentInteractions_AreBothApplied_OneAfterTheOther(int turnsBefore)
    {
        await ActivateBothAsync(turnsBefore);

        var (first, second) = await CommitTogetherAsync(
            Happenings.Order(s_customer, "m1", 25), Happenings.Order(s_customer, "m2", 5));

        Assert.Equal([Verdict.Applied], first);
        Assert.Equal([Verdict.Applied], second);
        await AssertOneHistoryAsync(turns: turnsBefore + 2, orders: 2, monetary: 30, duplicates: 0);
    }

    /// <summary>Goal: an activation that was left behind decides on what the other has shown, not on what it remembers.</summary>
    [Fact]
    public async Task Caps_HoldOverBoth()
    {
        await ActivateBothAsync(turns: 1);
        var offered = new List<string>();
        for (var visit = 0; visit < ShownMax * 2; visit++)
        {
            var reply = await (visit % 2 == 0 ? _one : _other).Engine.DecideAsync(s_customer, Happenings.Decide(visit), Token);
            offered.AddRange(reply.Decision.Offers.Select(static offer => offer.OfferId));
        }

        Assert.All(offered.CountBy(static offer => offer), static offer => Assert.Equal(ShownMax, offer.Value));
        Assert.Equal(2, offered.Distinct().Count());
    }

    /// <summary>Method: everything is sent to both at once, so that each keeps taking the customers from the other.</summary>
    [Fact]
    public async Task Quarrel_EndsInOneHistory_AndNoCallerSeesIt()
    {
        const int customers = 5;
        const int messages = 60;
        var work = Enumerable.Range(0, messages)
            .SelectMany(static message => Enumerable.Range(0, customers)
                .Select(customer => Happenings.Order(CustomerId.Known($"{customer}"), $"m{customer}-{message}", 1)))
            .ToList();

        var verdicts = await Task.WhenAll(work.SelectMany(item => new[] { _one, _other }.Select(cluster =>
            cluster.Engine.RecordAsync([item], Token))));

        Assert.Equal(
            [(Verdict.Applied, work.Count), (Verdict.Duplicate, work.Count)],
            verdicts.SelectMany(static answer => answer).CountBy(static verdict => verdict).Select(static count => (count.Key, count.Value))
                .OrderBy(static count => count.Key.Kind));
        for (var customer = 0; customer < customers; customer++)
        {
            await _one.DeactivateAsync(CustomerId.Known($"{customer}"));
            var view = await _one.Engine.ViewAsync(CustomerId.Known($"{customer}"), Token);
            Assert.Equal((messages, (decimal)messages), (view!.Rfm.Frequency, view.Rfm.Monetary));
        }

        await AssertJournalAsync(work.Count, work.Count);
    }

    private async Task ActivateBothAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            await _one.Engine.RecordAsync([Happenings.Page(s_customer, $"before-{turn}")], Token);
        }

        Assert.Equal(turns, (await _one.CaptureAsync(s_customer, Token)).Sequence);
        Assert.Equal(turns, (await _other.CaptureAsync(s_customer, Token)).Sequence);
    }

    /// <summary>Lets the first commit when both are about to, and the second when the first is answered.</summary>
    private async Task<(IReadOnlyList<Verdict> First, IReadOnlyList<Verdict> Second)> CommitTogetherAsync(
        AddressedInteraction first, AddressedInteraction second)
    {
        _stores.ForEach(static store => store.Hold());
        var (one, other) = (_one.Engine.RecordAsync([first], Token), _other.Engine.RecordAsync([second], Token));
        await Task.WhenAll(_stores.Select(static store => store.Committing)).WaitAsync(Token);
        _stores[0].LetGo();
        await one;
        _stores[1].LetGo();
        return (await one, await other);
    }

    private async Task AssertOneHistoryAsync(int turns, int orders, decimal monetary, int duplicates)
    {
        // The first still stands where it committed: what it is asked next brings it to where the other is.
        Assert.Equal([Verdict.Applied], await _one.Engine.RecordAsync([Happenings.Page(s_customer, "after")], Token));
        foreach (var cluster in new[] { _one, _other })
        {
            await cluster.DeactivateAsync(s_customer);
            var view = await cluster.Engine.ViewAsync(s_customer, Token);
            Assert.Equal((turns + 1, orders, monetary), (view!.Sequence, view.Rfm.Frequency, view.Rfm.Monetary));
        }

        await AssertJournalAsync(turns + 1, duplicates);
    }

    private async Task AssertJournalAsync(long applied, long duplicates)
    {
        var found = await _database.VerifyAsync(Token);
        Assert.Equal([], found.Faults);
        Assert.Equal((applied, applied, duplicates), (found.Interactions, found.LedgerApplied, found.LedgerDuplicate));
    }
}
