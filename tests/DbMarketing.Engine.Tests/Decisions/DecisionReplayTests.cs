using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Decisions;

public sealed class DecisionReplayTests : IAsyncDisposable
{
    private static readonly Playbook Source = DeciderTests.Capped(2) with
    {
        Offers =
        [
            SamplePlaybook.Offer("welcome", "thanks", 40) with
            {
                Policy = new(Applicability: SamplePlaybook.Field("purchases.count", ConditionOperator.AtMost, "2")),
            },
            .. Enumerable.Range(1, 6).Select(i => SamplePlaybook.Offer($"gadget{i}", "gadgets", i * 5)),
        ],
    };

    private static readonly CompiledPlaybook First = SamplePlaybook.Compile(Source);
    private static readonly CompiledPlaybook Second = SamplePlaybook.Compile(Source with { Levers = new(Value: false), Name = "Second" });

    private readonly VolatileJournalStore store = new(TimeProvider.System);
    private readonly PlaybookLibrary library;
    private readonly DecisionReplay replay;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    public DecisionReplayTests()
    {
        library = new(store, new(new(First, new FixedPropensity())), TimeProvider.System);
        replay = new(store, library);
    }

    public async ValueTask DisposeAsync()
    {
        library.Dispose();
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Replay_IsIdentical_ForEveryDecisionOfARandomLife(int seed)
    {
        await library.ActivateAsync(First, "test", cancellation);
        var person = new Person(First);
        var decisions = Live(person, new Random(seed), 120);
        await library.ActivateAsync(Second, "test", cancellation);
        person.Reference = person.Reference with { Playbook = Second };
        decisions.AddRange(Live(person, new Random(seed + 100), 60));
        await CommitAsync(person.Rows);

        foreach (var decision in decisions)
        {
            Assert.True(DecisionId.TryParse(decision.Id, out var id));
            var result = await replay.ReplayAsync(id, cancellation);
            Assert.Equal((ReplayOutcome.Replayed, true), (result.Outcome, result.Identical));
            Assert.Equal(DecisionCodec.Write(decision), DecisionCodec.Write(result.Replayed!));
        }

        var all = new List<ReplayResult>();
        await foreach (var result in replay.ReplayCustomerAsync(Person.Key, cancellation))
        {
            all.Add(result);
        }

        Assert.Equal(decisions.Count, all.Count);
        Assert.All(all, result => Assert.True(result.Identical));
    }

    [Fact]
    public async Task Replay_NamesTheFieldsThatDiffer()
    {
        await library.ActivateAsync(First, "test", cancellation);
        var person = new Person(First);
        var decision = person.Preview(Person.Ask());
        var altered = decision with { EngineVersion = "0.0.9", Offers = [decision.Offers[0] with { Priority = 99 }] };
        await CommitAsync([Row(person, 1, new DecisionMade { At = person.Now, Decision = altered })]);

        var result = await replay.ReplayAsync(new(Person.Key, 1, 0), cancellation);

        Assert.False(result.Identical);
        Assert.Equal(
            [("engineVersion", "\"0.0.9\"", $"\"{EngineVersion.Current}\""), ("offers[0].priority", "99", "0.4")],
            result.Differences.Select(difference => (difference.Path, difference.Stored, difference.Replayed)));
    }

    [Fact]
    public async Task Replay_SaysWhatIsMissing()
    {
        var person = new Person(First);
        var decision = person.Decide(Person.Ask());
        Assert.Equal(ReplayOutcome.NotFound, (await replay.ReplayAsync(new(Person.Key, 1, 0), cancellation)).Outcome);

        var unknown = decision with { PlaybookVersion = "0123456789ab" };
        await CommitAsync([person.Rows[0], Row(person, 2, new DecisionMade { At = person.Now, Decision = unknown })]);
        var missing = await replay.ReplayAsync(new(Person.Key, 2, 0), cancellation);

        Assert.Equal(ReplayOutcome.PlaybookMissing, missing.Outcome);
        Assert.Equal("Playbook version '0123456789ab', which the decision names, is not stored.", missing.Reason);
        Assert.Equal(ReplayOutcome.NotFound, (await replay.ReplayAsync(new(Person.Key, 2, 1), cancellation)).Outcome);
    }

    /// <summary>
    /// Method: an offer with a condition that cannot be compiled is held back. A decision that an earlier engine made with it differs, one
    /// that was made without it does not.
    /// </summary>
    [Fact]
    public async Task Replay_ThatDiffers_SaysThatNewerChecksRefuseThePlaybook()
    {
        var odd = new EngagementPolicy(Eligibility: SamplePlaybook.Field("no.such", ConditionOperator.AtLeast, "1"));
        var outdated = PlaybookLoader.LoadStored(CompiledPlaybook.Write(Source with
        {
            Offers = [.. Source.Offers.Select(offer => offer.Id == "gadget6" ? offer with { Policy = odd } : offer)],
        })).Playbook!;
        await store.WriteDocumentAsync(
            new("playbook", outdated.Version, DateTimeOffset.UnixEpoch, outdated.Document), 0, cancellation);
        var person = new Person(First);
        var with = person.Preview(Person.Ask(count: 7)) with { PlaybookVersion = outdated.Version };
        Assert.Contains(with.Offers, offer => offer.OfferId == "gadget6");
        var reference = SamplePlaybook.Reference(outdated);
        person.Reference = reference;
        var without = person.Preview(Person.Ask(count: 7));
        await CommitAsync([Row(person, 1, new DecisionMade { At = person.Now, Decision = with })]);

        var differing = await replay.ReplayAsync(new(Person.Key, 1, 0), cancellation);

        Assert.Equal((ReplayOutcome.Replayed, false), (differing.Outcome, differing.Identical));
        Assert.Equal(
            $"It differs, and playbook version '{outdated.Version}' is held without what newer checks cannot read; "
                + $"faults that they find in it: 1, the first $.offers[6].policy.eligibility.field: {outdated.Faults[0].Reason}.",
            differing.Reason);
        Assert.Equal(differing.Reason, Explainer.Explain(with, person.State, reference).Reason);
        var same = Explainer.Explain(without, person.State, reference);
        Assert.Equal((true, null), (same.Identical, same.Reason));
    }

    [Fact]
    public async Task Replay_SaysThatTheHistoryIsGone()
    {
        var person = new Person(First);
        person.Buy();
        person.Decide(Person.Ask());
        await using var pruned = new PrunedStore(store);
        await CommitAsync(person.Rows);

        var result = await new DecisionReplay(pruned, library).ReplayAsync(new(Person.Key, 2, 0), cancellation);

        Assert.Equal(ReplayOutcome.HistoryGone, result.Outcome);
        Assert.Equal(
            "The customer's turns 1 to 1, which the decision rests on, are no longer in the journal; it cannot be replayed.",
            result.Reason);
    }

    [Fact]
    public async Task StateAsOf_FoldsWhatWasReceivedByThen()
    {
        var person = new Person(First);
        person.Buy(10);
        person.Now += TimeSpan.FromDays(1);
        person.Buy(5);
        await CommitAsync(person.Rows);

        Assert.Null(await replay.StateAsOfAsync(person.State.Id, Person.Start.AddTicks(-1), cancellation));
        Assert.Equal(10, (await replay.StateAsOfAsync(person.State.Id, Person.Start, cancellation))!.Purchases.NetRevenue);
        Assert.Equal(15, (await replay.StateAsOfAsync(person.State.Id, Person.Start.AddYears(1), cancellation))!.Purchases.NetRevenue);
    }

    private static List<Decision> Live(Person person, Random random, int steps)
    {
        var decisions = new List<Decision>();
        for (var i = 0; i < steps; i++)
        {
            person.Now += TimeSpan.FromMinutes(random.Next(200)) + TimeSpan.FromTicks(random.Next(10_000));
            switch (random.Next(6))
            {
                case 0:
                    person.Buy(random.Next(1, 100));
                    break;
                case 1 when decisions.Count > 0:
                    var decision = decisions[random.Next(decisions.Count)];
                    foreach (var offer in decision.Offers)
                    {
                        person.Present(decision, offer);
                    }

                    break;
                case 2:
                    person.Decline("gadget" + random.Next(1, 7));
                    break;
                case 3:
                    person.Record((message, at) => new ProductViewed
                    {
                        MessageId = message, Source = "test", OccurredAt = at.AddMinutes(-random.Next(500)), ReceivedAt = at,
                        Product = new("p1", 1, 10, "toys", null),
                    });
                    break;
                default:
                    var session = random.Next(3) == 0 ? null : "s" + random.Next(3);
                    decisions.Add(person.Decide(Person.Ask(count: random.Next(1, 4), session: session), (ulong)random.NextInt64()));
                    break;
            }
        }

        return decisions;
    }

    private static JournalWrite Row(Person person, long sequence, Entry entry) => new()
    {
        Customer = person.State.Id,
        Key = Person.Key,
        NewCustomer = sequence == 1,
        Sequence = sequence,
        At = person.Now,
        Payload = EntryCodec.WriteTurn([entry]),
    };

    private async Task CommitAsync(IReadOnlyList<JournalWrite> rows)
    {
        var lease = await store.AcquireLeaseAsync("lane/1", "test", TimeSpan.FromMinutes(5), cancellation);
        var result = await store.CommitAsync(lease!, await store.ReadLaneHeadAsync(1, cancellation), 1, rows, cancellation);
        Assert.Equal(CommitKind.Committed, result.Kind);
    }

    /// <summary>A journal whose first rows have aged out.</summary>
    private sealed class PrunedStore(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        public override async Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
            CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken) =>
            await base.ReadCustomerAsync(customer, Math.Max(1, after), before, limit, newestFirst, cancellationToken);
    }
}
