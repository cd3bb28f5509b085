using System.Net.Http.Json;
using DbMarketing.Conformance;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Silo.Commands;
using DbMarketing.Testing;
using DbMarketing.Web.Health;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Silo.Tests.Hosting;

/// <summary>The playbook that any node made active holds on every node soon, and each says which it holds.</summary>
public sealed class ClusterPlaybookTests
{
    private static readonly CompiledPlaybook s_next = SamplePlaybook.Compile(SamplePlaybook.Source with { Name = "Next season" });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Playbook_ThatOneSiloMadeActive_HoldsOnAll()
    {
        var database = new ServedDatabase { Timings = new ClusterTimings { PlaybookInterval = TimeSpan.FromMilliseconds(20) } };
        await using var cluster = await ServingCluster.StartAsync(database, silos: 3);
        var holding = cluster.Silos.Select(static silo => NextAsync(silo.GetRequiredService<ReferenceSource>())).ToList();

        await cluster.Silos[0].GetRequiredService<PlaybookLibrary>().ActivateAsync(s_next, "test", Token);

        await Task.WhenAll(holding).WaitAsync(Token);
        // Where a customer lives is the cluster's choice, so as many are asked about as it takes for each silo to have decided.
        for (var number = 0; !cluster.Nodes.All(HasDecided); number++)
        {
            Assert.True(number < 2_000, "One of the silos was given no customer.");
            var reply = await cluster.Engine.DecideAsync(CustomerId.Known($"{number}"), Happenings.Decide(number), Token);
            Assert.Equal(s_next.Version, reply.Decision.PlaybookVersion);
        }
    }

    [Fact]
    public async Task EveryNode_SaysWhichPlaybookItHolds()
    {
        var database = new ServedDatabase();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var output = new StringWriter();
        var nodes = new[] { "silo", "web" }.Select(role => new Node(role, FreePorts.Take(), FreePorts.Take().Silo)).ToList();
        var running = nodes.ConvertAll(node => CommandLine.RunAsync(node.Arguments(database.Postgres), output, output, stop.Token));
        using var http = new HttpClient();
        await Task.WhenAll(nodes.Select(node => HearAsync(http, node, "playbook ")));

        await using var store = database.OpenStore();
        using var library = new PlaybookLibrary(
            store, new ReferenceSource(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity())), TimeProvider.System);
        await library.ActivateAsync(s_next, "test", Token);

        await Task.WhenAll(nodes.Select(node => HearAsync(http, node, $"playbook {s_next.Version}")));
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(running), static status => Assert.Equal(0, status));
    }

    private static bool HasDecided(SiloNode node) => node.Customers.Host.Statistics.ReadLatest(1).Count > 0;

    private static Task NextAsync(ReferenceSource reference)
    {
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reference.Changed += _ => holds.TrySetResult();
        return holds.Task;
    }

    /// <summary>Asks a node until it says so.</summary>
    private static async Task HearAsync(HttpClient http, Node node, string said)
    {
        for (var heard = ""; !heard.StartsWith(said, StringComparison.Ordinal);)
        {
            try
            {
                heard = (await http.GetFromJsonAsync<HealthBody>($"{node.Url}/health/ready", Token))?.Detail ?? "";
            }
            catch (HttpRequestException)
            {
                // It has not started yet.
                await Task.Yield();
            }
        }
    }

    private sealed record Node(string Role, (int Silo, int Gateway) Ports, int Port)
    {
        public string Url => $"http://127.0.0.1:{Port}";

        public string[] Arguments(string postgres) =>
        [
            "serve", "--role", Role, "--postgres", postgres, "--urls", Url, "--silo-port", $"{Ports.Silo}",
            "--gateway-port", $"{Ports.Gateway}",
        ];
    }
}
