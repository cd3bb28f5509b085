using System.Text;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Tests.CrossSell;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>Rules of what is bought together and next as propensities and as conditions, and their replay without the rules.</summary>
public sealed class NextPurchaseTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("wants-ink", "Wants ink", SamplePlaybook.Field("boughtNext.ink", ConditionOperator.AtLeast, "0.5"))],
        Offers =
        [
            SamplePlaybook.Offer("everybody", "gadgets", 1) with { Propensity = new(0.1) },
            SamplePlaybook.Offer("refill", "thanks", 1) with { Products = ["ink", "paper"], Propensity = new(0.05, NextPurchase: true) },
            SamplePlaybook.Offer("club", "thanks", 0.01) with { Policy = new(Eligibility: new() { Segment = "wants-ink" }) },
        ],
    });

    private static readonly CrossSellFigures Rules = Found();

    [Fact]
    public void Decide_TakesTheConfidenceOfTheSurestRule()
    {
        var person = new Person(Playbook);
        Buy(person, "printer");

        var before = person.Preview(Person.Ask());
        person.Reference = person.Reference with { CrossSell = Rules };
        var after = person.Preview(Person.Ask());

        Assert.Equal(("everybody", 0.1), (before.Offers[0].OfferId, before.Offers[0].Propensity));
        Assert.Null(before.Population!.Rules);
        Assert.Equal(("refill", 0.75), (after.Offers[0].OfferId, after.Offers[0].Propensity));
        Assert.Equal([new("ink", "printer", RuleKind.Next, 0.75)], after.Population!.Rules!);
        Assert.Equal(0.75, after.Population.Numbers!["boughtNext.ink"]);
    }

    [Fact]
    public void Decide_GoesByTheCartToo_AndNotByWhatWasBoughtLongAgo()
    {
        var person = new Person(Playbook);
        person.Reference = person.Reference with { CrossSell = Rules };
        Buy(person, "printer");
        person.Now += TimeSpan.FromDays(91);

        Assert.Equal("everybody", person.Preview(Person.Ask()).Offers[0].OfferId);

        Add(person, "desk");
        var decision = person.Preview(Person.Ask());
        Assert.Equal(("refill", 1.0), (decision.Offers[0].OfferId, decision.Offers[0].Propensity));
        Assert.Equal([new("paper", "desk", RuleKind.Together, 1)], decision.Population!.Rules!);

        Add(person, "paper");
        Assert.Equal("everybody", person.Preview(Person.Ask()).Offers[0].OfferId);
    }

    [Fact]
    public async Task Replay_IsIdenticalThoughTheRulesHaveMoved()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = new VolatileJournalStore(TimeProvider.System);
        var source = new ReferenceSource(new(Playbook, new FixedPropensity()) { CrossSell = Rules });
        using var library = new PlaybookLibrary(store, source, TimeProvider.System);
        await library.ActivateAsync(Playbook, "test", cancellation);
        var person = new Person(Playbook) { Reference = source.Current };
        Buy(person, "printer");
        var decision = person.Decide(Person.Ask(count: 3));
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromHours(1), cancellation))!;
        await store.CommitAsync(lease, await store.ReadLaneHeadAsync(0, cancellation), 1, person.Rows, cancellation);

        source.Renew(static held => held with { CrossSell = new SalesRun().Figures() });
        Assert.True(DecisionId.TryParse(decision.Id, out var id));
        var result = await new DecisionReplay(store, library).ReplayAsync(id, cancellation);
        var english = Explainer.Explain(result.Stored!, result.Before!, result.Reference!);
        var korean = Explainer.Explain(result.Stored!, result.Before!, result.Reference!, "ko");

        Assert.Equal((ReplayOutcome.Replayed, true, true), (result.Outcome, result.Identical, english.Identical));
        Assert.Equal(["refill", "everybody", "club"], result.Replayed!.Offers.Select(offer => offer.OfferId));
        Assert.Equal("customers who bought printer often buy ink next: 75 %", english.Winners[0].Reasons[0]);
        Assert.Equal("printer 구매 고객은 다음에 ink 상품을 사는 경우가 많음: 75 %", korean.Winners[0].Reasons[0]);
        Assert.Contains(english.Winners[2].Reasons, reason => reason.Contains("ink is bought next 75 % of the time", StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_UnderAPlaybookWithoutRulesRecordsNone()
    {
        var person = new Person(SamplePlaybook.Compiled);
        Buy(person, "printer");
        person.Reference = person.Reference with { CrossSell = Rules };

        Assert.DoesNotContain("population", Encoding.UTF8.GetString(DecisionCodec.Write(person.Preview(Person.Ask()))), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesWhatIsWrongWithProductsAndThresholds()
    {
        var load = PlaybookLoader.LoadPlaybook(SamplePlaybook.Source with
        {
            CrossSell = new(0, 1.5m, 0),
            Offers =
            [
                SamplePlaybook.Offer("headphones", "gadgets", 1) with { Products = [.. Enumerable.Range(0, 51).Select(number => $"p{number}")] },
                SamplePlaybook.Offer("voucher", "thanks", 1) with { Propensity = new(0.1, NextPurchase: true) },
                SamplePlaybook.Offer("card", "thanks", 1) with { Products = ["p1", "", "p1"] },
            ],
        });

        Assert.Equal(
            [
                "$.crossSell.minConfidence: 1.5 is not from 0 to 1", "$.crossSell.minCount: 0 is not from 1 to 1000000",
                "$.crossSell.minSupport: 0 is not above 0 and up to 1",
                "$.offers[0].products: has 51 products; 0 to 50 are taken",
                "$.offers[1].propensity.nextPurchase: needs products that rules can lead to; the offer names none",
                "$.offers[2].products[1]: has 0 characters; 1 to 100 are taken", "$.offers[2].products[2]: 'p1' is there already",
            ],
            load.Faults.Select(fault => $"{fault.Path}: {fault.Reason}").Order(StringComparer.Ordinal));
    }

    /// <summary>Of 40 buyers of a printer 30 bought ink next; a desk is always bought with paper.</summary>
    private static CrossSellFigures Found()
    {
        var sales = new SalesRun();
        for (var number = 0; number < 40; number++)
        {
            sales.Buy($"p{number}", 0, null, "printer");
            sales.Buy($"p{number}", 10, null, number < 30 ? "ink" : "tea");
            sales.Buy($"d{number}", 0, null, "desk", "paper");
            sales.Buy($"t{number}", 0, null, "tea", "milk");
        }

        return sales.Figures();
    }

    private static void Buy(Person person, string product) => person.Record((message, at) => new OrderCompleted
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, Amount = 10, Products = [new(product, 1, 10m, null, null)],
    });

    private static void Add(Person person, string product) => person.Record((message, at) => new CartChanged
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, Change = CartChange.Added,
        Products = [new(product, 1, 10m, null, null)],
    });
}
