using System.Text;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Projections;

/// <summary>What every storage of projections must do; run for each of them.</summary>
public abstract class ProjectionStoreTests : IAsyncLifetime
{
    protected IProjectionStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IProjectionStore Open();

    public virtual async ValueTask InitializeAsync()
    {
        Store = Open();
        await Store.InitializeAsync(Cancellation);
    }

    public virtual async ValueTask DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task Read_OfWhatWasNeverSavedIsNull() => Assert.Null(await Store.ReadAsync("orders", null, Cancellation));

    [Fact]
    public async Task Read_GivesTheCheckpointAndAllParts()
    {
        var first = At(1);
        Assert.True(await Store.CommitAsync(first, [Part("a", "1"), Part("b", "2")], Cancellation));
        Assert.True(await Store.CommitAsync(At(2), [Part("b", "3")], Cancellation));

        var saved = (await Store.ReadAsync("orders", null, Cancellation))!;

        Assert.Equal(2, saved.Checkpoint.Revision);
        Assert.Equal(At(2).AsOf, saved.Checkpoint.AsOf);
        Assert.Equal(At(2).Lanes, saved.Checkpoint.Lanes);
        Assert.Equal(["a=1", "b=3"], Texts(saved));
        Assert.True(saved.Whole);
    }

    [Fact]
    public async Task Read_WithWhatIsKnownGivesWhatWasWrittenSince()
    {
        await Store.CommitAsync(At(1), [Part("a", "1"), Part("b", "2")], Cancellation);
        var known = (await Store.ReadAsync("orders", null, Cancellation))!.Checkpoint;
        await Store.CommitAsync(At(2), [Part("b", "3")], Cancellation);

        var saved = (await Store.ReadAsync("orders", known, Cancellation))!;

        Assert.Equal(["b=3"], Texts(saved));
        Assert.False(saved.Whole);
    }

    [Fact]
    public async Task Commit_TakesAwayAPartWithoutBody()
    {
        await Store.CommitAsync(At(1), [Part("a", "1"), Part("b", "2")], Cancellation);

        await Store.CommitAsync(At(2), [Part("a", ""), Part("never", "")], Cancellation);

        Assert.Equal(["b=2"], Texts((await Store.ReadAsync("orders", null, Cancellation))!));
    }

    [Fact]
    public async Task Commit_ThatExpectsAnotherRevisionChangesNothing()
    {
        await Store.CommitAsync(At(1), [Part("a", "1")], Cancellation);

        Assert.False(await Store.CommitAsync(At(1), [Part("a", "2")], Cancellation));
        Assert.False(await Store.CommitAsync(At(3), [Part("a", "2")], Cancellation));
        Assert.False(await Store.CommitAsync(At(2) with { Projection = "others" }, [Part("a", "2")], Cancellation));

        Assert.Equal(["a=1"], Texts((await Store.ReadAsync("orders", null, Cancellation))!));
        Assert.Null(await Store.ReadAsync("others", null, Cancellation));
    }

    [Fact]
    public async Task Forget_BeginsAGenerationWithoutPartsThatOldOwnersCannotCommitTo()
    {
        await Store.CommitAsync(At(1), [Part("a", "1")], Cancellation);
        var known = (await Store.ReadAsync("orders", null, Cancellation))!.Checkpoint;

        await Store.ForgetAsync("orders", Cancellation);

        Assert.False(await Store.CommitAsync(At(2), [Part("a", "2")], Cancellation));
        var saved = (await Store.ReadAsync("orders", known, Cancellation))!;
        Assert.Equal(2, saved.Checkpoint.Generation);
        Assert.Empty(saved.Checkpoint.Lanes);
        Assert.Empty(saved.Parts);
        Assert.True(saved.Whole);
        Assert.True(await Store.CommitAsync(At(3) with { Generation = 2 }, [Part("a", "3")], Cancellation));
    }

    [Fact]
    public async Task Initialize_KeepsWhatIsThere()
    {
        await Store.CommitAsync(At(1), [Part("a", "한글 \"quoted\"")], Cancellation);

        await Store.InitializeAsync(Cancellation);

        Assert.Equal(["a=한글 \"quoted\""], Texts((await Store.ReadAsync("orders", null, Cancellation))!));
    }

    protected static Checkpoint At(long revision) => new()
    {
        Projection = "orders",
        Version = 1,
        Revision = revision,
        Generation = 1,
        AsOf = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000 + revision),
        Lanes = [new(0, revision, 7, revision, 1_800_000_000_123), new(3, 10 * revision, -5, 1, 4)],
    };

    protected static ProjectionPart Part(string key, string body) => new(key, Encoding.UTF8.GetBytes(body));

    protected static IEnumerable<string> Texts(SavedProjection saved) =>
        saved.Parts.Select(static part => $"{part.Key}={Encoding.UTF8.GetString(part.Body.Span)}");
}
