using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Projections;

/// <summary>Passes every call on; a test may throw before or after it.</summary>
internal sealed class FaultyProjectionStore(IProjectionStore inner) : IProjectionStore
{
    public Action Before { get; set; } = static () => { };

    public Action After { get; set; } = static () => { };

    public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public Task<SavedProjection?> ReadAsync(string projection, Checkpoint? known, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ReadAsync(projection, known, cancellationToken));

    public Task<bool> CommitAsync(Checkpoint checkpoint, IReadOnlyList<ProjectionPart> parts, CancellationToken cancellationToken) =>
        PassAsync(() => inner.CommitAsync(checkpoint, parts, cancellationToken));

    public Task ForgetAsync(string projection, CancellationToken cancellationToken) => PassAsync(async () =>
    {
        await inner.ForgetAsync(projection, cancellationToken);
        return true;
    });

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> PassAsync<T>(Func<Task<T>> call)
    {
        Before();
        var result = await call();
        After();
        return result;
    }
}
