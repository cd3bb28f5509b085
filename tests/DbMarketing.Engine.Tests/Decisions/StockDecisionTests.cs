using System.Collections.Immutable;
using System.Text;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>Offers that cannot be had are not made, and their decisions are replayed without the stock of then.</summary>
public sealed class StockDecisionTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers =
        [
            SamplePlaybook.Offer("headphones", "gadgets", 50) with { Products = ["h1", "h2"] },
            SamplePlaybook.Offer("desk-call", "gadgets", 40, "call-centre") with { Products = ["c1"] },
            SamplePlaybook.Offer("voucher", "thanks", 10),
        ],
    });

    [Fact]
    public void Decide_LeavesOutAnOfferAllOfWhoseProductsAreOut()
    {
        var person = new Person(Playbook);

        Assert.Equal("headphones", Winner(person, []));
        Assert.Equal("headphones", Winner(person, ["h1"]));
        Assert.Equal("voucher", Winner(person, ["h1", "h2", "other"]));
        Assert.Equal("headphones", Winner(person, ["h2", "c1"]));
    }

    [Fact]
    public void Decide_RecordsWhatItLackedAndNothingElse()
    {
        var person = new Person(Playbook);
        person.Reference = person.Reference with { Stock = Out("h1", "h2", "c1", "other") };
        Assert.Equal(["headphones"], person.Preview(Person.Ask()).SoldOut!);
        Assert.Equal(["desk-call"], person.Preview(Person.Ask(placement: "desk", channel: "call-centre")).SoldOut!);

        person.Reference = person.Reference with { Stock = Out("h1", "other") };
        var written = Encoding.UTF8.GetString(DecisionCodec.Write(person.Preview(Person.Ask())));
        Assert.DoesNotContain("soldOut", written, StringComparison.Ordinal);
        Assert.DoesNotContain("outOfStock", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_IsIdenticalThoughTheStockHasMoved()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = new VolatileJournalStore(TimeProvider.System);
        var source = new ReferenceSource(new(Playbook, new FixedPropensity()) { Stock = Out("h1", "h2") });
        using var library = new PlaybookLibrary(store, source, TimeProvider.System);
        await library.ActivateAsync(Playbook, "test", cancellation);
        var person = new Person(Playbook) { Reference = source.Current };
        var lacking = person.Decide(Person.Ask());
        person.Reference = person.Reference with { Stock = StockFigures.None };
        var having = person.Decide(Person.Ask());
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromHours(1), cancellation))!;
        await store.CommitAsync(lease, await store.ReadLaneHeadAsync(0, cancellation), 1, person.Rows, cancellation);
        var replay = new DecisionReplay(store, library);

        source.Renew(static held => held with { Stock = StockFigures.None });
        Assert.True(DecisionId.TryParse(lacking.Id, out var first));
        var without = await replay.ReplayAsync(first, cancellation);
        source.Renew(static held => held with { Stock = Out("h1", "h2") });
        Assert.True(DecisionId.TryParse(having.Id, out var second));
        var with = await replay.ReplayAsync(second, cancellation);

        Assert.Equal((true, "voucher"), (without.Identical, without.Replayed!.Offers[0].OfferId));
        Assert.Equal((true, "headphones"), (with.Identical, with.Replayed!.Offers[0].OfferId));
        var english = Explained(without, "headphones", null);
        var korean = Explained(without, "headphones", "ko");
        Assert.Equal((DecisionStage.Stock, "out of stock: h1, h2"), (english.Stage!.Value, english.Reason));
        Assert.Equal("would be offered if one of h1, h2 were in stock", english.Counterfactual);
        Assert.Equal("재고 없음: h1, h2", korean.Reason);
        Assert.Equal("다음이면 제안 가능: h1, h2 재고 확보", korean.Counterfactual);
    }

    /// <summary>Goal: what a decision records of stock does not grow with an offer's products, and is found once for all.</summary>
    [Fact]
    public void Decide_OfOffersWithManyProducts_RecordsTheSameFewIds()
    {
        string[] products = [.. Enumerable.Range(0, 50).Select(static number => $"product-{number}")];
        var person = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with
        {
            Offers =
            [
                .. Enumerable.Range(0, 20).Select(number =>
                    SamplePlaybook.Offer($"offer{number:D2}", "gadgets", 50) with { Products = products }),
            ],
        }));
        person.Reference = person.Reference with { Stock = Out(products) };

        var decision = person.Preview(Person.Ask());

        Assert.Equal(Enumerable.Range(0, 20).Select(static number => $"offer{number:D2}"), decision.SoldOut!);
        Assert.Same(decision.SoldOut, person.Preview(Person.Ask()).SoldOut);
        Assert.DoesNotContain("product-", Encoding.UTF8.GetString(DecisionCodec.Write(decision)), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_SaysThatStockEmptiedThePlacement()
    {
        var person = new Person(Playbook);
        person.Reference = person.Reference with { Stock = Out("c1") };

        var decision = person.Preview(Person.Ask(placement: "desk", channel: "call-centre"));

        Assert.Equal("stock: dropped 1 of 1 offers", decision.Placements[0].EmptyReason);
    }

    private static ExplainedCandidate Explained(ReplayResult result, string offer, string? language) =>
        Explainer.Explain(result.Stored!, result.Before!, result.Reference!, language).Candidates.Single(one => one.OfferId == offer);

    private static string Winner(Person person, string[] absent)
    {
        person.Reference = person.Reference with { Stock = Out(absent) };
        return person.Preview(Person.Ask()).Offers[0].OfferId;
    }

    private static StockFigures Out(params string[] products) => new(1, products.ToImmutableHashSet(StringComparer.Ordinal));
}
