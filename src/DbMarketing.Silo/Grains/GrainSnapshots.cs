using System.Collections.Concurrent;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using Orleans.Storage;

namespace DbMarketing.Silo.Grains;

/// <summary>
/// Snapshots as the state of customer grains, in the grain storage. They are read and written beside the grains: a fault of the storage
/// would end an activation, and it is only a cache.
/// </summary>
internal sealed partial class GrainSnapshots(
    [FromKeyedServices(GrainSnapshots.Storage)] IGrainStorage storage, ILogger<GrainSnapshots> logger) : ISnapshotStore
{
    /// <summary>Name of the grain storage.</summary>
    public const string Storage = "snapshots";

    private const string StateName = "snapshot";

    /// <summary>How many snapshots are written at once.</summary>
    private const int WritesAtOnce = 8;

    private static readonly GrainType s_type = GrainType.Create(ICustomerGrain.Type);

    /// <inheritdoc/>
    public async Task<KeptSnapshot?> ReadAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        try
        {
            var state = new GrainState<SnapshotBytes>();
            await storage.ReadStateAsync(StateName, GrainOf(customer.ToString()), state, cancellationToken);
            return state is { RecordExists: true, State: { } bytes } ? SnapshotCodec.ReadKept(bytes.Utf8) : null;
        }
        catch (Exception exception)
        {
            // The exception's message names the customer, who has no place in a log.
            LogNotRead(logger, exception.GetType().Name);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<KeptSnapshot> snapshots, CancellationToken cancellationToken)
    {
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            snapshots,
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
            async (snapshot, token) =>
            {
                try
                {
                    await WriteAsync(snapshot, token);
                }
                catch (Exception exception)
                {
                    faults.Enqueue(exception.GetType().Name);
                }
            });
        if (faults.TryPeek(out var first))
        {
            LogNotWritten(logger, faults.Count, snapshots.Count, first);
        }
    }

    /// <summary>
    /// Replaces what is there, whatever it is: it may be of another journal; and where it is a newer one of this, the older costs a few
    /// rows more.
    /// </summary>
    private async Task WriteAsync(KeptSnapshot kept, CancellationToken cancellationToken)
    {
        // The storage takes a write from whoever has read what it replaces.
        var (grain, state) = (GrainOf(kept.Snapshot.Id), new GrainState<SnapshotBytes>());
        await storage.ReadStateAsync(StateName, grain, state, cancellationToken);
        state.State = new SnapshotBytes(SnapshotCodec.WriteKept(kept));
        await storage.WriteStateAsync(StateName, grain, state, cancellationToken);
    }

    private static GrainId GrainOf(string customer) => GrainId.Create(s_type, customer);

    [LoggerMessage(1, LogLevel.Warning, "A snapshot could not be read ({Fault}); its customer is folded from the journal.")]
    private static partial void LogNotRead(ILogger logger, string fault);

    [LoggerMessage(2, LogLevel.Warning, "{Count} of {All} snapshots were not written ({Fault}); recovering their customers takes longer.")]
    private static partial void LogNotWritten(ILogger logger, int count, int all, string fault);
}

/// <summary>A snapshot as the grain storage holds it.</summary>
/// <param name="Utf8">The JSON of a <see cref="KeptSnapshot"/>.</param>
internal sealed record SnapshotBytes(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>No snapshot yet.</summary>
    public SnapshotBytes()
        : this(ReadOnlyMemory<byte>.Empty)
    {
    }
}

/// <summary>Hands the bytes of a snapshot to the grain storage as they are; it stores nothing else.</summary>
internal sealed class SnapshotBytesSerializer : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => input is SnapshotBytes bytes
        ? BinaryData.FromBytes(bytes.Utf8)
        : throw new NotSupportedException($"The storage of snapshots holds no {typeof(T).Name}.");

    /// <inheritdoc/>
    public T? Deserialize<T>(BinaryData input) => new SnapshotBytes(input.ToMemory()) is T bytes
        ? bytes
        : throw new NotSupportedException($"The storage of snapshots holds no {typeof(T).Name}.");
}
