namespace DbMarketing.Engine.Projections;

/// <summary>Projections saved in memory, with the behaviour of the other stores: for a journal in memory, and for tests.</summary>
public sealed class VolatileProjectionStore : IProjectionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Saved> _saved = [];

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<SavedProjection?> ReadAsync(string projection, Checkpoint? known, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_saved.TryGetValue(projection, out var saved))
            {
                return Task.FromResult<SavedProjection?>(null);
            }

            var whole = known?.Generation != saved.Checkpoint.Generation;
            var after = whole ? 0 : known!.Revision;
            var parts = saved.Parts.Where(part => part.Value.Revision > after)
                .Select(static part => new ProjectionPart(part.Key, part.Value.Body))
                .OrderBy(static part => part.Key, StringComparer.Ordinal);
            return Task.FromResult<SavedProjection?>(new(saved.Checkpoint, [.. parts], whole));
        }
    }

    public Task<bool> CommitAsync(Checkpoint checkpoint, IReadOnlyList<ProjectionPart> parts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var saved = _saved.GetValueOrDefault(checkpoint.Projection);
            if ((saved?.Checkpoint.Revision ?? 0) != checkpoint.Revision - 1)
            {
                return Task.FromResult(false);
            }

            var kept = saved?.Parts ?? [];
            foreach (var part in parts)
            {
                kept[part.Key] = (checkpoint.Revision, part.Body);
                if (part.Body.IsEmpty)
                {
                    kept.Remove(part.Key);
                }
            }

            _saved[checkpoint.Projection] = new(checkpoint, kept);
            return Task.FromResult(true);
        }
    }

    public Task ForgetAsync(string projection, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_saved.TryGetValue(projection, out var saved))
            {
                var old = saved.Checkpoint;
                _saved[projection] = new(
                    old with { Revision = old.Revision + 1, Generation = old.Generation + 1, Lanes = [], AsOf = DateTimeOffset.UnixEpoch },
                    []);
            }
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed record Saved(Checkpoint Checkpoint, Dictionary<string, (long Revision, ReadOnlyMemory<byte> Body)> Parts);
}
