using System.Text;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>Decisions that read where the customer stands among all record it, and are replayed without the population.</summary>
public sealed class PopulationDecisionTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [new("vital", "Vital fifth", SamplePlaybook.Field("revenue.topShare", ConditionOperator.AtMost, "0.2"))],
        Offers =
        [
            SamplePlaybook.Offer("everybody", "gadgets", 1),
            SamplePlaybook.Offer("vip", "thanks", 50) with { Policy = new(Eligibility: new() { Segment = "vital" }) },
        ],
    });

    [Fact]
    public void Decide_ReadsTheFiguresThatHoldAndRecordsThePlace()
    {
        var person = new Person(Playbook);
        person.Buy(100);

        var without = person.Preview(Person.Ask());
        person.Reference = person.Reference with { Population = FiguresWith(90, 80, 1, 2, 3, 4, 5, 6, 7, 100) };
        var best = person.Preview(Person.Ask());
        person.Reference = person.Reference with { Population = FiguresWith(900, 800, 700, 600, 500, 100) };
        var last = person.Preview(Person.Ask());

        Assert.Equal(("everybody", new PopulationPlace()), (without.Offers[0].OfferId, without.Population));
        Assert.Equal(("vip", 0.1), (best.Offers[0].OfferId, best.Population!.All!.TopShare));
        Assert.Equal(("everybody", 1.0), (last.Offers[0].OfferId, last.Population!.All!.TopShare));
    }

    [Fact]
    public async Task Replay_IsIdenticalThoughThePopulationHasMoved()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = new VolatileJournalStore(TimeProvider.System);
        var source = new ReferenceSource(new(Playbook, new FixedPropensity()));
        using var library = new PlaybookLibrary(store, source, TimeProvider.System);
        await library.ActivateAsync(Playbook, "test", cancellation);
        var person = new Person(Playbook);
        person.Buy(100);
        person.Reference = person.Reference with { Population = FiguresWith(90, 80, 1, 2, 3, 4, 5, 6, 7, 100) };
        var decision = person.Decide(Person.Ask());
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromHours(1), cancellation))!;
        await store.CommitAsync(lease, await store.ReadLaneHeadAsync(0, cancellation), 1, person.Rows, cancellation);

        source.Renew(static held => held with { Population = FiguresWith(900, 800, 700, 600, 500, 100) });
        Assert.True(DecisionId.TryParse(decision.Id, out var id));
        var result = await new DecisionReplay(store, library).ReplayAsync(id, cancellation);
        var explained = Explainer.Explain(result.Stored!, result.Before!, result.Reference!);

        Assert.Equal((ReplayOutcome.Replayed, true, true), (result.Outcome, result.Identical, explained.Identical));
        Assert.Equal("vip", result.Replayed!.Offers[0].OfferId);
        Assert.Contains(
            explained.Winners[0].Reasons, reason => reason.Contains("among the top 10 % of customers", StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_UnderAPlaybookThatDoesNotReadThePopulationRecordsNothing()
    {
        var person = new Person(SamplePlaybook.Compiled);
        person.Buy(100);
        var before = DecisionCodec.Write(person.Preview(Person.Ask()));

        person.Reference = person.Reference with { Population = FiguresWith(1, 2, 100) };
        var after = DecisionCodec.Write(person.Preview(Person.Ask()));

        Assert.Equal(before, after);
        Assert.DoesNotContain("population", Encoding.UTF8.GetString(after), StringComparison.Ordinal);
    }

    [Fact]
    public void Swap_OfThePlaybookKeepsTheFiguresAndSwapOfTheFiguresIsNotTold()
    {
        var source = new ReferenceSource(new(SamplePlaybook.Compiled, new FixedPropensity()));
        var told = 0;
        source.Changed += _ => told++;
        var figures = FiguresWith(1, 2, 3);

        source.Renew(held => held with { Population = figures });
        source.Swap(new ReferenceData(Playbook, new FixedPropensity()));

        Assert.Equal(1, told);
        Assert.Same(figures, source.Current.Population);
        Assert.Same(Playbook, source.Current.Playbook);
    }

    [Fact]
    public void View_ShowsTheScoresWithTheirAge()
    {
        var person = new Person(Playbook);
        person.Buy(100);
        Assert.Null(CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Scores);
        person.Reference = person.Reference with { Population = FiguresWith(90, 80, 1, 2, 3, 4, 5, 6, 7, 100) };

        var view = CustomerViewBuilder.Build(person.State, person.Reference, person.Now);

        Assert.Equal((Person.Start, 0.1, 5), (view.Scores!.AsOf, view.Scores.All!.TopShare, view.Scores.All.Monetary));
        Assert.Equal(["vital"], view.Segments.Select(static segment => segment.Id));
    }

    /// <summary>One customer for each amount, all with one order on one day.</summary>
    private static PopulationFigures FiguresWith(params decimal[] amounts)
    {
        var counts = new RfmCounts();
        var day = Playbook.DayOf(Person.Start);
        foreach (var amount in amounts)
        {
            counts.Fold(
                new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = Person.Start, Payload = default },
                [
                    new Reviewed
                    {
                        At = Person.Start,
                        Is = new() { Orders = 1, Revenue = amount, LastDay = day, Year = new(1, amount), Quarter = new(1, amount) },
                    },
                ]);
        }

        counts.Publish(Person.Start);
        return counts.Figures!;
    }
}
