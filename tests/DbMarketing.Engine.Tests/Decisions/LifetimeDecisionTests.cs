using System.Text;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Tests.Population;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>Decisions and views that read what a customer is expected to do and to be worth.</summary>
public sealed class LifetimeDecisionTests
{
    private static readonly string[] Fields =
    [
        "lifetime.alive", "lifetime.churn", "lifetime.purchases30", "lifetime.purchases90", "lifetime.purchases365", "lifetime.orderValue",
        "lifetime.value",
    ];

    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Lifetime = new(Margin: 0.5, DiscountRate: 0.2, HorizonMonths: 12),
        Segments = [new("worth", "Worth it", SamplePlaybook.Field("lifetime.value", ConditionOperator.AtLeast, "1"))],
        Offers =
        [
            SamplePlaybook.Offer("everybody", "gadgets", 1),
            SamplePlaybook.Offer("vip", "thanks", 50) with { Policy = new(Eligibility: new() { Segment = "worth" }) },
        ],
    });

    [Fact]
    public void Number_IsThatOfTheEstimate()
    {
        var person = new Person(Playbook);
        person.Buy(100);
        Assert.All(Fields, field => Assert.Null(Read(person, field)));
        person.Reference = person.Reference with { Lifetime = Lifetimes.Figures() };

        var view = CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Lifetime!;

        Assert.Equal(
            [
                view.Alive, view.Churn, view.Purchases[0].Mean, view.Purchases[1].Mean, view.Purchases[2].Mean, view.OrderValue.Mean,
                view.Value.Mean,
            ],
            Fields.Select(field => ShownNumbers.Round(Read(person, field)!.Value)));
        Assert.Equal((1L, "bgNbd", "gammaGamma"), (view.Version, view.PurchaseModel, view.SpendModel));
        Assert.Equal((0.5, 0.2, 12, 0.9), (view.Margin, view.DiscountRate, view.HorizonMonths, view.RangeProbability));
        // Who never came back cannot have left, by this model; a new customer spends the mean of all.
        Assert.Equal((1.0, ShownNumbers.Round(6.25 * 15.44 / 2.74)), (view.Alive, view.OrderValue.Mean));
        Assert.All(view.Purchases, static purchases => Assert.InRange(purchases.Mean, purchases.Low, purchases.High));
        Assert.InRange(view.Value.Mean, view.Value.Low, view.Value.High);
        Assert.Equal(view.Value, CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Lifetime!.Value);
    }

    [Fact]
    public void Number_OfWhoNeverBoughtIsUnknown()
    {
        var person = new Person(Playbook);
        person.Reference = person.Reference with { Lifetime = Lifetimes.Figures() };

        Assert.All(Fields, field => Assert.Null(Read(person, field)));
        Assert.Null(CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Lifetime);
    }

    /// <summary>Goal: a view that rests on the same is not drawn again, and one that rests on anything else is.</summary>
    [Fact]
    public void Build_DrawsAgainOnlyWhatHasChanged()
    {
        var person = new Person(Playbook);
        person.Buy(100);
        person.Reference = person.Reference with { Lifetime = Lifetimes.Figures() };
        var kept = Build(null);

        person.Identify("city", "\"Seoul\"");
        person.Now += TimeSpan.FromHours(1);
        Assert.Same(kept, Build(kept));

        person.Now += TimeSpan.FromDays(1);
        var nextDay = Build(kept);
        person.Buy(50);
        var bought = Build(nextDay);
        person.Reference = person.Reference with { Lifetime = Lifetimes.Figures(version: 2) };
        var fitted = Build(bought);
        var quarter = SamplePlaybook.Compile(Playbook.Source with { Lifetime = new(Margin: 0.25) });
        person.Reference = person.Reference with { Playbook = quarter };
        var valued = Build(fitted);

        LifetimeView[] views = [kept.View, nextDay.View, bought.View, fitted.View, valued.View];
        Assert.Equal(views.Length, views.Distinct().Count());
        Assert.Equal((2L, 0.25), (valued.View.Version, valued.View.Margin));
        Assert.Equal(valued.View.Value, CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Lifetime!.Value);

        KeptLifetime Build(KeptLifetime? last) => LifetimeViewBuilder.Build(person.State, person.Reference, person.Now, last)!;
    }

    /// <summary>By the terms of the playbook: half the margin is half the value, and a longer horizon more.</summary>
    [Fact]
    public void Value_FollowsThePlaybook()
    {
        double Value(LifetimeRules? rules)
        {
            var person = new Person(SamplePlaybook.Compile(SamplePlaybook.Source with { Lifetime = rules }));
            person.Buy(100);
            person.Reference = person.Reference with { Lifetime = Lifetimes.Figures() };
            return Read(person, "lifetime.value")!.Value;
        }

        Assert.Equal(Value(new()), Value(null));
        Assert.Equal(Value(new()) / 2, Value(new(Margin: 0.5)), 9);
        Assert.True(Value(new(HorizonMonths: 60)) > Value(new()));
        Assert.True(Value(new(DiscountRate: 0.5)) < Value(new()));
    }

    [Fact]
    public async Task Replay_IsIdenticalAfterAnotherFit()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = new VolatileJournalStore(TimeProvider.System);
        var source = new ReferenceSource(new(Playbook, new FixedPropensity()));
        using var library = new PlaybookLibrary(store, source, TimeProvider.System);
        await library.ActivateAsync(Playbook, "test", cancellation);
        var person = new Person(Playbook);
        person.Buy(100);
        person.Reference = person.Reference with { Lifetime = Lifetimes.Figures() };
        var decision = person.Decide(Person.Ask());
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromHours(1), cancellation))!;
        await store.CommitAsync(lease, await store.ReadLaneHeadAsync(0, cancellation), 1, person.Rows, cancellation);

        // By these models nobody is worth anything.
        source.Renew(static held => held with { Lifetime = Lifetimes.Figures(version: 2, scale: 1e-6) });
        Assert.True(DecisionId.TryParse(decision.Id, out var id));
        var result = await new DecisionReplay(store, library).ReplayAsync(id, cancellation);
        var explained = Explainer.Explain(result.Stored!, result.Before!, result.Reference!);

        Assert.Equal("vip", decision.Offers[0].OfferId);
        Assert.Equal(["lifetime.value"], decision.Population!.Numbers!.Keys);
        Assert.Equal((ReplayOutcome.Replayed, true, true), (result.Outcome, result.Identical, explained.Identical));
        Assert.Equal(
            Encoding.UTF8.GetString(DecisionCodec.Write(result.Stored!)), Encoding.UTF8.GetString(DecisionCodec.Write(result.Replayed!)));
        person.Reference = person.Reference with { Lifetime = source.Current.Lifetime };
        Assert.Equal("everybody", person.Preview(Person.Ask()).Offers[0].OfferId);
    }

    private static double? Read(Person person, string field) =>
        PopulationReading.Live(person.State, person.Reference, person.Now).Number(field);
}
