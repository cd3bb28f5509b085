using DbMarketing.Client;
using DbMarketing.Client.Live;
using DbMarketing.Engine.Customers;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests.Nodes;

/// <summary>
/// Silos and a front as processes, under load through HTTP, while silos are lost: nothing that was acknowledged is lost, nothing is
/// there twice, no screen misses a sequence, and callers notice nothing that their client does not mend.
/// </summary>
public sealed class NodeLossTests : IAsyncDisposable
{
    private readonly ServedDatabase _database = new();
    private readonly List<NodeProcess> _nodes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledSilo_AndARolledOne_CostNothingThatWasAcknowledged()
    {
        var ports = Enumerable.Range(0, 3).Select(static _ => FreePorts.Take()).ToList();
        var silos = await Task.WhenAll(ports.Select(StartSiloAsync));
        await LoadAsync(async senders =>
        {
            await senders.EveryCustomerAnswersAsync(Token);
            Assert.True(await silos[1].KillAsync(), "The silo ended by itself.");
            await senders.EveryCustomerAnswersAsync(Token);
            Assert.Equal(0, await silos[2].StopAsync(Token));
            await senders.EveryCustomerAnswersAsync(Token);
            await StartSiloAsync(ports[2]);
            await senders.EveryCustomerAnswersAsync(Token);
        });
    }

    /// <summary>Goal: a silo that was away for longer than the others wait is not one of them when it comes back, and ends.</summary>
    [Fact]
    public async Task PausedSilo_ThatWasDeclaredDead_EndsWhenItComesBack()
    {
        var silos = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartSiloAsync(FreePorts.Take())));
        await LoadAsync(async senders =>
        {
            await senders.EveryCustomerAnswersAsync(Token);
            await silos[1].PauseAsync(Token);
            await senders.EveryCustomerAnswersAsync(Token);
            await silos[1].ResumeAsync(Token);
            Assert.NotEqual(0, await silos[1].ExitAsync(Token));
            await senders.EveryCustomerAnswersAsync(Token);
        });
    }

    /// <summary>
    /// Goal: a silo that nobody reaches any more, though it still reaches PostgreSQL, is declared dead by the others, and ends.
    /// </summary>
    [Fact]
    public async Task SiloBehindACutLine_IsGivenUpByTheOthersAndEnds()
    {
        using var network = IslandNetwork.Make();
        var near = PostgresCluster.ThroughSocket(_database.Postgres);
        var mainland = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => Keep(
            await NodeProcess.StartSiloAsync(_database.Postgres, FreePorts.Take(), network.Mainland, [], Token))));
        var island = Keep(await NodeProcess.StartSiloAsync(near, FreePorts.Take(), network.Island, network.Enter, Token));
        await LoadAsync(async senders =>
        {
            await senders.EveryCustomerAnswersAsync(Token);
            network.Cut();
            await senders.EveryCustomerAnswersAsync(Token);
            Assert.NotEqual(0, await island.ExitAsync(Token));
            network.Mend();
            await senders.EveryCustomerAnswersAsync(Token);
        });
        Assert.All(mainland, static silo => Assert.True(silo.IsAlive));
    }

    /// <summary>Goal: a silo at a new address does not wait for long for those that died before anybody could give them up.</summary>
    [Fact]
    public async Task SiloElsewhere_TakesOver_WhenAllWereKilledAtOnce()
    {
        var silos = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartSiloAsync(FreePorts.Take())));
        await LoadAsync(async senders =>
        {
            await senders.EveryCustomerAnswersAsync(Token);
            await Task.WhenAll(silos.Select(static silo => silo.KillAsync()));
            await StartSiloAsync(FreePorts.Take());
            await senders.EveryCustomerAnswersAsync(Token);
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.KillAsync();
            node.Dispose();
        }
    }

    /// <summary>Sends and follows while something happens to the silos; then compares the senders' list with the journal.</summary>
    private async Task LoadAsync(Func<SendersList, Task> happenAsync)
    {
        var front = Keep(await NodeProcess.StartFrontAsync(_database.Postgres, Token));
        var options = new DbMarketingClientOptions { Server = front.Url };
        using var client = new DbMarketingClient(options);
        await using var feed = new LiveFeed(options);
        var losses = 0;
        feed.ConnectionChanged += _ => losses++;
        await feed.StartAsync(Token);
        var screens = Enumerable.Range(0, SendersList.Senders)
            .Select(static sender => new WatchingScreen(SendersList.Customer(sender, sender))).ToList();
        foreach (var (number, screen) in screens.Index())
        {
            await screen.FollowAsync(feed, withOffers: number % 2 == 0, Token);
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var senders = new SendersList(client);
        senders.Begin(enough.Token);
        try
        {
            await happenAsync(senders);
        }
        finally
        {
            await enough.CancelAsync();
            await senders.EndAsync();
        }

        foreach (var screen in screens)
        {
            await screen.ReachesAsync((await client.FindCustomerAsync(screen.Customer, Token))!.Sequence, Token);
        }

        Assert.Equal(0, losses);
        Assert.Equal([], screens.SelectMany(static screen => screen.Gaps));
        Assert.All(screens, static screen => Assert.NotEqual(0, screen.Changes));
        Assert.All(_nodes, static node => Assert.DoesNotContain("person", node.Log));
        Assert.All(_nodes, static node => Assert.DoesNotContain("Polly", node.Log));
        await AssertJournalAsync(senders.Verdicts);
    }

    /// <summary>Everything that was answered is in the journal once, and nothing else; the ledger counts the same.</summary>
    private async Task AssertJournalAsync(IReadOnlyDictionary<string, string> verdicts)
    {
        Assert.Equal([], verdicts.Values.Except(["applied", "duplicate"]));
        var recorded = await RecordedAsync();
        Assert.Equal(recorded.Count, recorded.Distinct().Count());
        Assert.Equal(verdicts.Keys.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        var found = await _database.VerifyAsync(Token);
        Assert.Equal([], found.Faults);
        Assert.Equal((recorded.Count, recorded.Count, 0), (found.Interactions, found.LedgerApplied, found.LedgerRejected));
    }

    private async Task<List<string>> RecordedAsync()
    {
        await using var store = _database.OpenStore();
        var recorded = new List<string>();
        foreach (var lane in await store.ReadLanesAsync(Token))
        {
            long position = 0;
            while (await store.ReadLaneAsync(lane, position, 1_000, Token) is { Count: > 0 } rows)
            {
                recorded.AddRange(rows.SelectMany(static row => EntryCodec.ReadTurn(row.Payload))
                    .OfType<InteractionRecorded>().Select(static entry => entry.Interaction.MessageId));
                position = rows[^1].Position;
            }
        }

        return recorded;
    }

    private async Task<NodeProcess> StartSiloAsync((int Silo, int Gateway) ports) =>
        Keep(await NodeProcess.StartSiloAsync(_database.Postgres, ports, Token));

    private NodeProcess Keep(NodeProcess node)
    {
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return node;
    }
}
