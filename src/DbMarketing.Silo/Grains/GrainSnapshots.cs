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

    private static readonly GrainType s_type = GrainType.Create("customer");

    /// <inheritdoc/>
    public async Task<CustomerSnapshot?> ReadAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        try
        {
            var state = new GrainState<SnapshotBytes>();
            await storage.ReadStateAsync(StateName, GrainOf(customer.ToString()), state, cancellationToken);
            return state is { RecordExists: true, State: { } bytes } ? SnapshotCodec.Read(bytes.Utf8) : null;
        }
        catch (Exception exception)
        {
            // The exception's message names the customer, who has no place in a log.
            LogNotRead(logger, exception.GetType().Name);
            return null;
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<CustomerSnapshot> snapshots, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        snapshots,
        new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
        async (snapshot, token) => await WriteAsync(snapshot, token));

    private async Task WriteAsync(CustomerSnapshot snapshot, CancellationToken cancellationToken)
    {
        try
        {
            var (grain, state) = (GrainOf(snapshot.Id), new GrainState<SnapshotBytes>());
            await storage.ReadStateAsync(StateName, grain, state, cancellationToken);
            if (state is { RecordExists: true, State: { } bytes } && SnapshotCodec.Read(bytes.Utf8)?.Sequence >= snapshot.Sequence)
            {
                return;
            }

            state.State = new SnapshotBytes(SnapshotCodec.Write(snapshot));
            await storage.WriteStateAsync(StateName, grain, state, cancellationToken);
        }
        catch (Exception exception)
        {
            LogNotWritten(logger, exception.GetType().Name);
        }
    }

    private static GrainId GrainOf(string customer) => GrainId.Create(s_type, customer);

    [LoggerMessage(1, LogLevel.Warning, "A snapshot could not be read ({Fault}); its customer is folded from the journal.")]
    private static partial void LogNotRead(ILogger logger, string fault);

    [LoggerMessage(2, LogLevel.Warning, "A snapshot was not written ({Fault}); recovering its customer takes longer.")]
    private static partial void LogNotWritten(ILogger logger, string fault);
}

/// <summary>A snapshot as the grain storage holds it.</summary>
/// <param name="Utf8">The JSON of <see cref="SnapshotCodec"/>.</param>
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
