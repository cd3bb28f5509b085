using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Conformance;

/// <summary>Customers become due, overdue and lapsed at their own instants, whoever has them in memory, and follow another model.</summary>
public abstract class LagConformance : IAsyncLifetime
{
    private static readonly string[] s_stages = ["due", "overdue", "lapsed"];

    protected static CompiledPlaybook Playbook { get; } = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Segments = [.. s_stages.Select(static stage =>
            new Segment(stage, stage, SamplePlaybook.Field("lag.stage", ConditionOperator.EqualTo, $"\"{stage}\"")))],
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

    /// <summary>Method: everybody buys every twenty days to the second, so that all three stages begin within a few of them.</summary>
    [Fact]
    public async Task Stage_IsEnteredAtItsOwnInstant_ByACustomerWhomNoEngineHasInMemory()
    {
        var clockwork = ModelOf(days: 20, deviation: 1e-6, "aaaaaaaaaaaa");
        Under.Hold(clockwork);
        var customer = CustomerId.Known("1");
        await RecordAsync(customer, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(20) + TimeSpan.FromSeconds(2));
        await Under.CrashAsync();

        await UntilAsync(customer, static review => review.SinceOf("lapsed") is not null);

        var state = CustomerState.FromSnapshot(await Under.CaptureAsync(customer));
        var reference = new ReferenceData(Playbook, new FixedPropensity()) { Lag = clockwork };
        var lag = LagReading.Live(state, reference).Of(LagReading.All)!;
        var entered = await EnteredAsync(customer);
        Assert.Equal(s_stages, entered.Select(static change => change.Segment));
        Assert.Equal(
            new[] { LagStage.Due, LagStage.Overdue, LagStage.Lapsed }.Select(stage => Up(lag.BeginOf(stage))),
            entered.Select(static change => change.At));
    }

    [Fact]
    public async Task Membership_FollowsAnotherModel_OfACustomerWhoDoesNothing()
    {
        Under.Hold(ModelOf(days: 20, deviation: 0.1, "aaaaaaaaaaaa"));
        var customer = CustomerId.Known("1");
        await RecordAsync(customer, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(10));
        await UntilAsync(customer, static review => review.Version == Playbook.Version + "+aaaaaaaaaaaa");
        Assert.Empty((await Under.CaptureAsync(customer)).LastReview!.Memberships);
        await Under.CrashAsync();

        Under.Hold(ModelOf(days: 4, deviation: 0.1, "bbbbbbbbbbbb"));

        await UntilAsync(customer, static review => review.Version == Playbook.Version + "+bbbbbbbbbbbb");
        Assert.Equal("lapsed", Assert.Single((await Under.CaptureAsync(customer)).LastReview!.Memberships).Segment);
    }

    private static LagModel ModelOf(double days, double deviation, string version) => new()
    {
        Version = version,
        FittedAt = DateTimeOffset.UnixEpoch,
        Customers = 100,
        Returned = 50,
        Gaps = 100,
        All = new(Math.Log(days), 0, deviation * deviation, 0.3),
    };

    private static DateTimeOffset Up(DateTimeOffset exact) =>
        UtcMillisecondsConverter.Truncate(exact) is var whole && whole < exact ? whole.AddMilliseconds(1) : exact;

    private async Task RecordAsync(CustomerId customer, DateTimeOffset at)
    {
        at = UtcMillisecondsConverter.Truncate(at);
        var order = new OrderCompleted { MessageId = "m1", Source = "shop", OccurredAt = at, ReceivedAt = at.AddDays(20), Amount = 10 };
        Assert.Equal([Verdict.Applied], await Under.Engine.RecordAsync([new(customer, order)], Cancellation));
    }

    private async Task UntilAsync(CustomerId customer, Func<LastReview, bool> isSo)
    {
        var heard = new SemaphoreSlim(0);
        using var subscription = await Under.Engine.FollowAsync(customer, _ => heard.Release(), Cancellation);
        while ((await Under.CaptureAsync(customer)).LastReview is not { } review || !isSo(review))
        {
            await heard.WaitAsync(Cancellation);
        }
    }

    private async Task<List<SegmentChange>> EnteredAsync(CustomerId customer)
    {
        var key = (await Under.Store.OpenCustomerAsync(customer, 0, Cancellation))!.Key;
        var rows = await Under.Store.ReadCustomerAsync(key, 0, long.MaxValue, 100, newestFirst: false, Cancellation);
        var reviews = rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload)).OfType<Reviewed>();
        return [.. reviews.SelectMany(static one => one.Entered)];
    }
}
