using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;

namespace DbMarketing.Conformance;

/// <summary>What every engine must do on every storage. An engine derives from this and says how it is started.</summary>
public abstract class EngineConformance : IAsyncLifetime
{
    private const int ShownMax = 3;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static CompiledPlaybook Playbook { get; } = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Suppressions =
        [
            new()
            {
                Id = "shown-often", Outcome = ContactOutcome.Presented, Scope = SuppressionScope.Offer,
                Window = TimeSpan.FromDays(7), Count = ShownMax, Pause = TimeSpan.FromDays(7),
            },
        ],
        Segments =
        [
            .. SamplePlaybook.Source.Segments,
            new("searched-before", "Searched before", SamplePlaybook.Field("since.searched", ConditionOperator.AtLeast, "\"2s\"")),
        ],
    });

    protected EngineUnderTest Under { get; private set; } = null!;

    private ICustomerEngine Engine => Under.Engine;

    protected abstract Task<EngineUnderTest> StartAsync();

    public virtual async ValueTask InitializeAsync() => Under = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await (Under?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Record_AppliesOnce_AndSaysDuplicateAfterwards()
    {
        var order = Happenings.Order(CustomerId.Known("1"), "m1", 25);
        Assert.Equal([Verdict.Applied, Verdict.Duplicate], await Engine.RecordAsync([order, order], Cancellation));
        Assert.Equal([Verdict.Duplicate], await Engine.RecordAsync([order], Cancellation));
        var view = await Engine.ViewAsync(order.Customer, Cancellation);
        Assert.Equal((1, 25m), (view!.Rfm.Frequency, view.Rfm.Monetary));
    }

    [Fact]
    public async Task Record_KeepsTheOrderOfVerdicts_AcrossCustomers()
    {
        var items = Enumerable.Range(0, 200).Select(i => Happenings.Page(CustomerId.Known($"{i % 7}"), $"m{i / 2}-{i % 7}")).ToList();
        var verdicts = await Engine.RecordAsync(items, Cancellation);
        var seen = new HashSet<(CustomerId, string)>();
        Assert.Equal(items.Select(item => seen.Add((item.Customer, item.Interaction.MessageId)) ? Verdict.Applied : Verdict.Duplicate),
            verdicts);
    }

    [Fact]
    public async Task Record_SurvivesACrash_AndIsStillADuplicate()
    {
        var order = Happenings.Order(CustomerId.Known("1"), "m1", 25);
        await Engine.RecordAsync([order], Cancellation);
        await Under.CrashAsync();
        Assert.Equal([Verdict.Duplicate], await Engine.RecordAsync([order], Cancellation));
        Assert.Equal(25m, (await Engine.ViewAsync(order.Customer, Cancellation))!.Rfm.Monetary);
    }

    [Fact]
    public async Task Restart_ContinuesWhereItStopped()
    {
        var customer = CustomerId.Known("1");
        for (var i = 0; i < 12; i++)
        {
            await Engine.RecordAsync([Happenings.Order(customer, $"m{i}", 1)], Cancellation);
        }

        await Under.RestartAsync();
        await Engine.RecordAsync([Happenings.Order(customer, "last", 1)], Cancellation);
        var view = await Engine.ViewAsync(customer, Cancellation);
        Assert.Equal((13, 13L), (view!.Rfm.Frequency, view.Sequence));
    }

    [Fact]
    public async Task View_OfAStranger_IsNull() => Assert.Null(await Engine.ViewAsync(CustomerId.Known("nobody"), Cancellation));

    [Fact]
    public async Task Decide_CountsTheInteractionsThatCameWithIt()
    {
        var customer = CustomerId.Known("1");
        var reply = await Engine.DecideAsync(customer, Happenings.Decide(1, Happenings.Order(customer, "m1", 5)), Cancellation);
        Assert.Equal([Verdict.Applied], reply.Verdicts);
        Assert.Equal(1, reply.Decision.Sequence);
        Assert.NotEmpty(reply.Decision.Offers);
        Assert.Equal(reply.Decision.Offers.Count, reply.Content.Count);
        Assert.Equal(1, (await Engine.ViewAsync(customer, Cancellation))!.Sequence);
    }

    [Fact]
    public async Task Decide_ReturnsTheStoredDecision_ForARepeatedRequest()
    {
        var customer = CustomerId.Known("1");
        var command = Happenings.Decide(1);
        command = command with { Request = command.Request with { RequestId = "r1" } };
        var first = await Engine.DecideAsync(customer, command, Cancellation);
        await Under.CrashAsync();
        var second = await Engine.DecideAsync(customer, command, Cancellation);
        Assert.Equal((false, true), (first.Duplicate, second.Duplicate));
        Assert.Equal(first.Decision.Id, second.Decision.Id);
    }

    /// <summary>Goal: a sender that lost the reply sends the same again, and knows nothing of the session that the engine found.</summary>
    [Fact]
    public async Task Decide_ReturnsTheStoredDecision_ForARepeatedRequestWithinAVisit()
    {
        var customer = CustomerId.Known("1");
        await Engine.RecordAsync([Happenings.Page(customer, "m1")], Cancellation);
        var command = Happenings.Decide(1);
        command = command with { Request = command.Request with { RequestId = "r1", SessionId = null } };
        var first = await Engine.DecideAsync(customer, command, Cancellation);
        var second = await Engine.DecideAsync(customer, command, Cancellation);
        Assert.Equal((false, true), (first.Duplicate, second.Duplicate));
        Assert.Equal(first.Decision.Id, second.Decision.Id);
    }

    /// <summary>Goal: a request id that is used for another request is told so, and nothing of that request is kept.</summary>
    [Fact]
    public async Task Decide_RecordsNothing_ForARequestIdOfAnotherRequest()
    {
        var customer = CustomerId.Known("1");
        var command = Happenings.Decide(1, Happenings.Order(customer, "m1", 5));
        command = command with { Request = command.Request with { RequestId = "r1", Context = Context("a", "b") } };
        var first = await Engine.DecideAsync(customer, command, Cancellation);
        DecideCommand[] others =
        [
            command with { Request = command.Request with { Context = Context("a", "c") } },
            command with { Request = command.Request with { SessionId = "another" } },
            command with { Request = command.Request with { Placements = [.. command.Request.Placements, new("other")] } },
            command with { Interactions = [.. command.Interactions, Happenings.Order(customer, "m2", 5)] },
        ];
        foreach (var other in others)
        {
            Assert.True((await Engine.DecideAsync(customer, other, Cancellation)).RequestIdReused);
        }

        var again = await Engine.DecideAsync(
            customer, command with { Request = command.Request with { Context = Context("b", "a") } }, Cancellation);
        Assert.Equal((false, true, first.Decision.Id), (again.RequestIdReused, again.Duplicate, again.Decision.Id));
        Assert.Equal([Verdict.Duplicate], again.Verdicts);
        Assert.Equal(1, (await Engine.ViewAsync(customer, Cancellation))!.Sequence);

        static Dictionary<string, string> Context(params string[] keys) => keys.ToDictionary(key => key, _ => "1");
    }

    [Fact]
    public async Task Decide_StoresNothing_WhenDry()
    {
        var customer = CustomerId.Known("1");
        var command = Happenings.Decide(1, Happenings.Order(customer, "m1", 5)) with { DryRun = true };
        Assert.NotEmpty((await Engine.DecideAsync(customer, command, Cancellation)).Decision.Offers);
        Assert.Null(await Engine.ViewAsync(customer, Cancellation));
    }

    /// <summary>Goal: however many decide and report at once, confirmed and reserved contacts never exceed the cap.</summary>
    [Fact]
    public async Task Decide_NeverExceedsACap_With200AtOnce()
    {
        var customer = CustomerId.Known("1");
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(async visit =>
        {
            var reply = await Engine.DecideAsync(customer, Happenings.Decide(visit), Cancellation);
            if (visit % 2 == 0 && reply.Decision.Offers is [var offer, ..])
            {
                await Engine.RecordAsync([Happenings.Presented(customer, $"shown-{visit}", reply.Decision, offer)], Cancellation);
            }

            return reply;
        }));
        var offered = replies.SelectMany(static reply => reply.Decision.Offers).CountBy(static offer => offer.OfferId).ToDictionary();
        Assert.NotEmpty(offered);
        Assert.All(offered.Values, static count => Assert.InRange(count, 1, ShownMax));
    }

    [Fact]
    public async Task Record_FailsWhileTheStorageRefuses_AndWorksAgainAfterwards()
    {
        var order = Happenings.Order(CustomerId.Known("1"), "m1", 25);
        Under.Refuses = true;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Engine.RecordAsync([order], Cancellation));
        Under.Refuses = false;
        Assert.Equal([Verdict.Applied], await Engine.RecordAsync([order], Cancellation));
        Assert.Equal(25m, (await Engine.ViewAsync(order.Customer, Cancellation))!.Rfm.Monetary);
    }

    [Fact]
    public async Task Feed_TellsEveryChange_WithoutAGap()
    {
        var customer = CustomerId.Known("1");
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = 0L;
        var gaps = 0;
        using var subscription = await Engine.FollowAsync(customer, change =>
        {
            gaps += change.PreviousSequence == last ? 0 : 1;
            last = change.Sequence;
            if (last == 50)
            {
                reached.TrySetResult();
            }
        }, Cancellation);
        for (var i = 0; i < 50; i++)
        {
            await Engine.RecordAsync([Happenings.Page(customer, $"m{i}")], Cancellation);
        }

        await reached.Task.WaitAsync(Cancellation);
        Assert.Equal(0, gaps);
    }

    /// <summary>Goal: time has its effect at its own instant, on a customer that no engine had in memory when it was due.</summary>
    [Fact]
    public async Task Segment_ThatTimeAloneEnters_IsStoredWithItsInstant_AlsoAfterACrash()
    {
        var customer = CustomerId.Known("1");
        var search = Happenings.Search(customer, "m1");
        await Engine.RecordAsync([search], Cancellation);
        await Under.CrashAsync();
        var heard = new SemaphoreSlim(0);
        using var subscription = await Engine.FollowAsync(customer, change => heard.Release(change.Reviewed ? 1 : 0), Cancellation);

        LastReview? review;
        while ((review = (await Under.CaptureAsync(customer)).LastReview)?.SinceOf("searched-before") is null)
        {
            await heard.WaitAsync(Cancellation);
        }

        Assert.Equal(search.Interaction.OccurredAt.AddSeconds(2), review!.SinceOf("searched-before"));
        var due = await Under.Store.ReadDueAsync(default(DuePlace), DateTimeOffset.MaxValue, 10, Cancellation);
        Assert.Equal(review.DueAt is null ? [] : [review.DueAt.Value], due.Select(static item => item.Place.At));
    }

    [Fact]
    public async Task Ledger_AddsUp()
    {
        var customer = CustomerId.Known("1");
        var first = Happenings.Order(customer, "m1", 1);
        await Engine.RecordAsync([first, Happenings.Page(customer, "m2"), first], Cancellation);
        await Engine.RecordRejectedAsync([new RejectedInteraction("shop", Happenings.Now, "too_large")], Cancellation);
        var ledger = await Under.Store.ReadLedgerAsync(Happenings.Now.AddHours(-1), Happenings.Now.AddHours(1), Cancellation);
        Assert.Equal(
            [(VerdictKind.Applied, 2L), (VerdictKind.Duplicate, 1L), (VerdictKind.Rejected, 1L)],
            ledger.GroupBy(static delta => delta.Kind).OrderBy(static group => group.Key)
                .Select(static group => (group.Key, group.Sum(delta => delta.Count))));
    }
}
