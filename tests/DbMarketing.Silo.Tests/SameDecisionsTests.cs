using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests;

/// <summary>Where customers live is nothing that a decision can tell.</summary>
public sealed class SameDecisionsTests
{
    private static readonly CompiledPlaybook s_playbook =
        PlaybookLoader.LoadFolder(Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Server", "playbook")).Playbook!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Method: two copies of one journal with a history of all customers; the same visits, at the same instants and with the same seeds,
    /// to the embedded engine on one and to two silos on the other; then every stored decision is compared, and decided once more.
    /// </summary>
    [Fact]
    public async Task TenThousandDecisions_AreTheSameOnBothEngines_AndInTheirReplay()
    {
        var script = new VisitScript();
        var limits = new EngineLimits
        {
            // The script's clock jumps while sweeps wait by the system's: when one came would be chance, and with it the turns' numbers.
            DuePollInterval = TimeSpan.FromDays(1), PlaybookSweepInterval = TimeSpan.FromDays(1),
        };
        var embedded = new ServedDatabase
        {
            Playbook = s_playbook, Limits = limits, Time = script.Clock, NextSeed = () => script.Seed,
        };
        var clustered = embedded with { Postgres = PostgresCluster.CreateDatabase() };
        await using (var serving = await ServingEmbedded.StartAsync(embedded))
        {
            await script.TellHistoryAsync(serving, Token);
        }

        await CopyAsync(embedded, clustered);
        await using (var serving = await ServingEmbedded.StartAsync(embedded))
        {
            await script.VisitAsync(serving, Token);
        }

        await using (var serving = await ServingCluster.StartAsync(clustered, silos: 2))
        {
            await script.VisitAsync(serving, Token);
            Assert.All(serving.Nodes, static node => Assert.NotEmpty(node.Customers.Host.Statistics.ReadLatest(1)));
        }

        var expected = await ReadDecisionsAsync(embedded);
        Assert.Equal(10_000, expected.Count);
        Assert.Equal(expected, await ReadDecisionsAsync(clustered));
        Assert.InRange(expected.Values.SelectMany(static decision => DecisionCodec.Read(Convert.FromBase64String(decision)).Offers)
            .Select(static offer => offer.OfferId).Distinct().Count(), 20, int.MaxValue);
        Assert.Equal(10_000, await ReplayAsync(clustered));
    }

    private static async Task CopyAsync(ServedDatabase from, ServedDatabase to)
    {
        await using var source = from.OpenStore();
        await using var target = to.OpenStore();
        using var file = new MemoryStream();
        await JournalBackup.WriteAsync(source, file, TimeProvider.System, Token);
        file.Position = 0;
        await JournalBackup.RestoreAsync(target, file, Token);
    }

    /// <summary>The bytes of every stored decision, by its id.</summary>
    private static async Task<SortedDictionary<string, string>> ReadDecisionsAsync(ServedDatabase database)
    {
        await using var store = database.OpenStore();
        var decisions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var customer in await store.ReadCustomersAsync(default, VisitScript.Customers * 2, Token))
        {
            foreach (var row in await store.ReadCustomerAsync(customer.Key, 0, long.MaxValue, 10_000, newestFirst: false, Token))
            {
                foreach (var made in EntryCodec.ReadTurn(row.Payload).OfType<DecisionMade>())
                {
                    decisions.Add(made.Decision.Id, Convert.ToBase64String(DecisionCodec.Write(made.Decision)));
                }
            }
        }

        return decisions;
    }

    /// <summary>How many decisions give the same bytes when they are decided again.</summary>
    private static async Task<int> ReplayAsync(ServedDatabase database)
    {
        await using var store = database.OpenStore();
        using var library = new PlaybookLibrary(
            store, new ReferenceSource(new ReferenceData(s_playbook, new FixedPropensity())), TimeProvider.System);
        var replay = new DecisionReplay(store, library);
        var identical = 0;
        foreach (var customer in await store.ReadCustomersAsync(default, VisitScript.Customers * 2, Token))
        {
            await foreach (var result in replay.ReplayCustomerAsync(customer.Key, Token))
            {
                Assert.True(result.Identical, $"{result.Id}: {result.Reason} {string.Join("; ", result.Differences)}");
                identical++;
            }
        }

        return identical;
    }
}
