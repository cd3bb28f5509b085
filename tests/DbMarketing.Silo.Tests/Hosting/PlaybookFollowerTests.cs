using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Silo.Hosting;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Silo.Tests.Hosting;

public sealed class PlaybookFollowerTests
{
    [Fact]
    public async Task Refresh_AfterAnyFaultFollowsAgain()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var next = SamplePlaybook.Compile(SamplePlaybook.Source with { Name = "Next" });
        await using var store = new FaultyOnce(new VolatileJournalStore(TimeProvider.System));
        using var elsewhere = new PlaybookLibrary(store, Source(), TimeProvider.System);
        await elsewhere.ActivateAsync(next, "api", cancellation);
        var here = Source();
        using var library = new PlaybookLibrary(store, here, TimeProvider.System);
        using var follower = new PlaybookFollower(
            library, here, new ClusterTimings(), TimeProvider.System, NullLogger<PlaybookFollower>.Instance);
        store.Fails = true;

        await follower.RefreshAsync(cancellation);
        Assert.Equal(SamplePlaybook.Compiled.Version, here.Current.Playbook.Version);
        await follower.RefreshAsync(cancellation);
        Assert.Equal(next.Version, here.Current.Playbook.Version);
    }

    private static ReferenceSource Source() => new(new ReferenceData(SamplePlaybook.Compiled, new FixedPropensity()));

    private sealed class FaultyOnce(IJournalStore inner) : DelegatingJournalStore(inner)
    {
        public bool Fails { get; set; }

        public override Task<Document?> ReadDocumentAsync(string kind, string id, CancellationToken cancellationToken)
        {
            if (!Fails)
            {
                return base.ReadDocumentAsync(kind, id, cancellationToken);
            }

            Fails = false;
            throw new NotSupportedException("Nobody expects this.");
        }
    }
}
