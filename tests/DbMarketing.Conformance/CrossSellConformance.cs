using System.Collections.Immutable;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Conformance;

/// <summary>Orders become rules, and decisions by rules and stock are replayed to the same bytes, on every engine and storage.</summary>
public abstract class CrossSellConformance : IAsyncLifetime
{
    private const int Buyers = 12;

    protected static CompiledPlaybook Playbook { get; } = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers =
        [
            SamplePlaybook.Offer("everybody", "gadgets", 1) with { Propensity = new(0.1) },
            SamplePlaybook.Offer("refill", "thanks", 1) with { Products = ["ink"], Propensity = new(0.05, NextPurchase: true) },
            SamplePlaybook.Offer("gone", "thanks", 100) with { Products = ["rarity"] },
        ],
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EngineUnderTest Under { get; set; } = null!;

    protected abstract Task<EngineUnderTest> StartAsync();

    public virtual async ValueTask InitializeAsync() => Under = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await (Under?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Orders_AnnounceWhatTheyAdd_AlsoAfterACrash()
    {
        await SellAsync();

        var figures = await CountAsync();

        Assert.Equal((3L * Buyers, 2L * Buyers), (figures.Together.Counted, figures.Next.Counted));
        Assert.Equal(["{case} => {printer} 12", "{printer} => {case} 12"], figures.Together.Rules.Select(Shown).Order(StringComparer.Ordinal));
        Assert.Equal(["{case} => {ink} 12", "{printer} => {ink} 12"], figures.Next.Rules.Select(Shown).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Decision_ByRulesAndStock_IsReplayedThoughBothHaveMoved()
    {
        await SellAsync();
        var rules = await CountAsync();
        var stock = new StockFigures(1, ImmutableHashSet.Create(StringComparer.Ordinal, "rarity", "other"));
        Under.Renew(held => held with { CrossSell = rules, Stock = stock });
        var customer = CustomerId.Known("new");
        await Under.Engine.RecordAsync([Order(customer, "first", 3, "printer")], Cancellation);

        var reply = await Under.Engine.DecideAsync(customer, Happenings.Decide(1), Cancellation);
        Under.Renew(static held => held with { CrossSell = null, Stock = StockFigures.None });
        await Under.CrashAsync();

        Assert.Equal(("refill", 1.0), (reply.Decision.Offers[0].OfferId, reply.Decision.Offers[0].Propensity));
        Assert.Equal(["gone"], reply.Decision.SoldOut!);
        using var library = new PlaybookLibrary(
            Under.Store, new ReferenceSource(new ReferenceData(Playbook, new FixedPropensity())), TimeProvider.System);
        Assert.True(DecisionId.TryParse(reply.Decision.Id, out var id));
        var replay = await new DecisionReplay(Under.Store, library).ReplayAsync(id, Cancellation);
        Assert.True(replay.Identical, $"{replay.Outcome}: {replay.Reason} {string.Join("; ", replay.Differences)}");
        Assert.Equal("gone", (await Under.Engine.DecideAsync(customer, Happenings.Decide(2), Cancellation)).Decision.Offers[0].OfferId);
    }

    /// <summary>Each of twelve buys a printer, in two parts with its case, and then ink; twelve others buy tea.</summary>
    private async Task SellAsync()
    {
        var customers = Enumerable.Range(0, Buyers).Select(static number => CustomerId.Known($"{number}")).ToList();
        await RecordAsync(customers.Select(static customer => Order(customer, "a", 2, "printer")));
        await Under.CrashAsync();
        await RecordAsync(customers.Select(static customer => Order(customer, "a", 2, "case")));
        await RecordAsync(customers.Select(static customer => Order(customer, "b", 1, "ink")));
        await RecordAsync(customers.Select(static customer => Order(CustomerId.Known("other" + customer.Value), "c", 1, "tea")));
    }

    private async Task RecordAsync(IEnumerable<AddressedInteraction> orders) => Assert.All(
        await Under.Engine.RecordAsync([.. orders], Cancellation), static verdict => Assert.Equal(VerdictKind.Applied, verdict.Kind));

    private async Task<CrossSellFigures> CountAsync()
    {
        var counts = new CrossSellCounts(static () => new(0.0001m, 0, 1));
        foreach (var lane in await Under.Store.ReadLanesAsync(Cancellation))
        {
            foreach (var row in await Under.Store.ReadLaneAsync(lane, 0, 10_000, Cancellation))
            {
                counts.Fold(row, EntryCodec.ReadTurn(row.Payload));
            }
        }

        counts.Publish(Happenings.Now);
        return counts.Figures!;
    }

    private static AddressedInteraction Order(CustomerId customer, string order, int daysAgo, string product) => new(
        customer,
        new OrderCompleted
        {
            MessageId = $"{order}-{product}", Source = "shop", OccurredAt = Happenings.Now.AddDays(-daysAgo), ReceivedAt = Happenings.Now,
            OrderId = $"{customer.Value}-{order}", Amount = 10, Products = [new(product, 1, 10, null, null)],
        });

    private static string Shown(AssociationRule rule) => $"{rule} {rule.Count}";
}
