using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Silo.Grains;
using DbMarketing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Silo.Tests.Grains;

/// <summary>What a call that is made again comes to, before and after the commit of the first.</summary>
public sealed class CustomerGrainTests : IAsyncLifetime
{
    private const int Mailbox = 8;

    private static readonly CustomerId s_customer = CustomerId.Known("1");

    private long _calls;
    private HeldStore _store = null!;
    private ServedDatabase _database = null!;
    private ServingCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICustomerGrain Grain => _cluster.Web.GetRequiredService<IGrainFactory>().GetGrain<ICustomerGrain>(s_customer.ToString());

    public async ValueTask InitializeAsync()
    {
        _database = new ServedDatabase
        {
            Limits = new EngineLimits { MailboxCommands = Mailbox }, Through = store => _store = new HeldStore(store),
        };
        _cluster = await ServingCluster.StartAsync(_database, silos: 1);
    }

    public async ValueTask DisposeAsync()
    {
        _store.LetGo();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task CallMadeAgainWhileItIsOpen_GetsTheReplyOfTheFirst()
    {
        _store.Hold();
        var (first, again) = (AskAsync(0), AskAsync(0));
        await _store.Committing.WaitAsync(Token);
        // It was sent after both, on their way, and waits for no turn.
        using var following = await _cluster.Engine.FollowAsync(s_customer, static _ => { }, Token);
        _store.LetGo();

        Assert.Equal([Verdict.Applied], VerdictsOf(await first));
        Assert.Equal([Verdict.Applied], VerdictsOf(await again));
        await AssertLedgerAsync(duplicates: 0);
    }

    [Fact]
    public async Task CallMadeAgainAfterItsReply_IsADuplicate()
    {
        await AskAsync(0);

        Assert.Equal([Verdict.Duplicate], VerdictsOf(await AskAsync(0)));
        await AssertLedgerAsync(duplicates: 1);
    }

    [Fact]
    public async Task AnotherCallOfTheSameInteraction_IsADuplicate()
    {
        _store.Hold();
        var (first, other) = (AskAsync(0), AskAsync(++_calls));
        await _store.Committing.WaitAsync(Token);
        _store.LetGo();

        Assert.Equal(
            [Verdict.Applied, Verdict.Duplicate],
            new[] { await first, await other }.SelectMany(VerdictsOf).OrderBy(static verdict => verdict.Kind));
        await AssertLedgerAsync(duplicates: 1);
    }

    /// <summary>Goal: what a silo refuses comes back as the refusal that it is, at once.</summary>
    [Fact]
    public async Task CallBeyondTheMailbox_IsToldSo()
    {
        _store.Hold();
        var first = AskAsync(++_calls);
        await _store.Committing.WaitAsync(Token);
        var calls = Enumerable.Range(0, Mailbox + 1).Select(_ => AskAsync(++_calls)).ToList();
        var refused = await await Task.WhenAny(calls);
        _store.LetGo();

        Assert.Equal(CallFaultKind.Overloaded, Assert.IsType<CallFault>(refused.Reply).Kind);
        await Task.WhenAll(calls.Prepend(first));
    }

    private Task<ReplyEnvelope> AskAsync(long id) => Grain.AskAsync(id, new(new RecordCall([Happenings.Order(s_customer, "m1", 25)])));

    private async Task AssertLedgerAsync(int duplicates)
    {
        var found = await _database.VerifyAsync(Token);
        Assert.Equal((1, 1, duplicates), (found.Interactions, found.LedgerApplied, found.LedgerDuplicate));
    }

    private static IReadOnlyList<Verdict> VerdictsOf(ReplyEnvelope reply) =>
        Assert.IsType<CallAnswer<TurnReply<IReadOnlyList<Verdict>>>>(reply.Reply).Value.Value!;
}
