using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Server.Demo;
using DbMarketing.Server.Hosting;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Server.Tests.Demo;

/// <summary>Decisions of a demo run replay to the same bytes, also when another playbook was activated among them.</summary>
public sealed class ReplayTests : IDisposable
{
    private const int Decisions = 10_000;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task TenThousandDecisions_ReplayIdentical()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await EngineHost.StartAsync(
            new EngineHostOptions { Storage = new Storage(_folder.Path, null) }, TimeProvider.System, NullLoggerFactory.Instance,
                cancellationToken);
        var made = new List<string>();
        var shop =
            new DemoShop(host.Engine, new DemoOptions { People = 500 }, "test") { OnDecided = reply => Add(made, reply.Decision.Id) };
        await RunAsync(shop, made, Decisions / 2, cancellationToken);
        await host.Library.ActivateAsync(Changed(host.Reference.Current.Playbook), "test", cancellationToken);
        await RunAsync(shop, made, Decisions, cancellationToken);

        var replay = host.CreateReplay();
        var versions = new HashSet<string>();
        foreach (var text in made.Take(Decisions))
        {
            Assert.True(DecisionId.TryParse(text, out var id));
            var result = await replay.ReplayAsync(id, cancellationToken);
            Assert.True(result.Identical, $"{text}: {result.Reason} {string.Join("; ", result.Differences)}");
            versions.Add(result.Stored!.PlaybookVersion);
        }

        Assert.Equal(2, versions.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RunAsync(DemoShop shop, List<string> made, int until, CancellationToken cancellationToken)
    {
        while (made.Count < until)
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            await shop.StepAsync(100, now, cancellationToken);
        }
    }

    private static void Add(List<string> made, string id)
    {
        lock (made)
        {
            made.Add(id);
        }
    }

    private static CompiledPlaybook Changed(CompiledPlaybook playbook)
    {
        var changed = playbook.Source with { Offers = [.. playbook.Source.Offers.Select(offer => offer with { Value = offer.Value * 2 })] };
        var load = PlaybookLoader.LoadPlaybook(changed);
        Assert.Empty(load.Faults);
        return load.Playbook!;
    }
}
