using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Tests.CriticalLag;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>Decisions that read lags record the forecast, and are replayed without the model that made it.</summary>
public sealed class LagDecisionTests
{
    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Lag = new(OverdueShare: 0.8, ReturnThreshold: 0.3),
        Offers =
        [
            SamplePlaybook.Offer("everybody", "gadgets", 1),
            SamplePlaybook.Offer("reminder", "thanks", 50) with
            {
                Policy = new(Eligibility: SamplePlaybook.Field("lag.stage", ConditionOperator.In, "[\"overdue\",\"lapsed\"]")),
            },
        ],
    });

    [Fact]
    public void Decide_ReadsTheModelThatHoldsByThePlaybooksPolicy_AndRecordsTheForecast()
    {
        var person = PersonAt(25);
        Assert.Equal(("everybody", null), (person.Preview(Person.Ask()).Offers[0].OfferId, person.Preview(Person.Ask()).Lags));

        person.Reference = TestLags.ReferenceWith(Playbook);
        var early = person.Preview(Person.Ask());
        person.Reference = person.Reference with { Lag = Hasty };
        var late = person.Preview(Person.Ask());

        var forecast = TestLags.Model.All.Forecast(default);
        Assert.Equal("everybody", early.Offers[0].OfferId);
        Assert.Equal(new Dictionary<string, LagForecast> { ["*"] = forecast }, early.Lags);
        Assert.True(forecast.Quantile(0.8) > TimeSpan.FromDays(25));
        Assert.Equal("reminder", late.Offers[0].OfferId);
    }

    [Fact]
    public void Decide_ForWhoHasNotBought_RecordsNothing()
    {
        var person = new Person(Playbook) { Reference = TestLags.ReferenceWith(Playbook) };

        Assert.Null(person.Preview(Person.Ask()).Lags);
    }

    [Fact]
    public void Decide_UnderAPlaybookThatReadsNoLags_RecordsNothing()
    {
        var person = new Person(SamplePlaybook.Compiled);
        person.Buy(100);
        var before = DecisionCodec.Write(person.Preview(Person.Ask()));

        person.Reference = TestLags.ReferenceWith(SamplePlaybook.Compiled);

        Assert.Equal(before, DecisionCodec.Write(person.Preview(Person.Ask())));
    }

    [Fact]
    public async Task Replay_IsIdenticalAfterARefit_AndExplainsByWhatHeldThen()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = new VolatileJournalStore(TimeProvider.System);
        var source = new ReferenceSource(TestLags.ReferenceWith(Playbook, Hasty));
        using var library = new PlaybookLibrary(store, source, TimeProvider.System);
        await library.ActivateAsync(Playbook, "test", cancellation);
        var person = PersonAt(25);
        person.Reference = source.Current;
        var decision = person.Decide(Person.Ask());
        var lease = (await store.AcquireLeaseAsync(LeaseNames.Lane(0), "one", TimeSpan.FromHours(1), cancellation))!;
        await store.CommitAsync(lease, await store.ReadLaneHeadAsync(0, cancellation), 1, person.Rows, cancellation);

        source.Renew(static held => held with { Lag = TestLags.Model });
        Assert.True(DecisionId.TryParse(decision.Id, out var id));
        var result = await new DecisionReplay(store, library).ReplayAsync(id, cancellation);
        var explained = Explainer.Explain(result.Stored!, result.Before!, result.Reference!);

        Assert.Equal((ReplayOutcome.Replayed, true, true), (result.Outcome, result.Identical, explained.Identical));
        Assert.Equal("reminder", result.Replayed!.Offers[0].OfferId);
        Assert.Contains(
            explained.Winners[0].Reasons, reason => reason.StartsWith("usually buys every 5 days, lapsed since", StringComparison.Ordinal));
    }

    [Fact]
    public void View_ShowsStagesAndTheChanceOfReturning()
    {
        var person = PersonAt(25);
        Assert.Null(CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Lag);
        person.Reference = TestLags.ReferenceWith(Playbook);

        var lag = CustomerViewBuilder.Build(person.State, person.Reference, person.Now).Lag!;

        Assert.Equal((LagStage.Due, 20, TestLags.Model.Version), (lag.Stage, Math.Round(lag.UsualDays, 3), lag.ModelVersion));
        Assert.InRange(lag.ReturnChance, 0.3, 0.7);
        Assert.True(lag.DueAt <= person.Now && person.Now < lag.OverdueAt && lag.OverdueAt <= lag.LapsedAt);
    }

    private static LagModel Hasty { get; } = TestLags.Of(new(Math.Log(5), 0.05, 0.05, 0.3), "bbbbbbbbbbbb");

    /// <summary>A customer so many days after its only purchase.</summary>
    private static Person PersonAt(int days)
    {
        var person = new Person(Playbook);
        person.Buy(100);
        person.Now += TimeSpan.FromDays(days);
        return person;
    }
}
