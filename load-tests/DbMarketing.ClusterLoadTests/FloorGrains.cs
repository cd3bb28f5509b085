using DbMarketing.Silo.Grains;

namespace DbMarketing.ClusterLoadTests;

/// <summary>What a call of a grain costs by itself.</summary>
public interface IBareGrain : IGrainWithStringKey
{
    Task<long> RecordAsync(byte[] interaction);
}

/// <summary>What durability costs the usual way: the grain's whole state is written on every event.</summary>
public interface IStateGrain : IGrainWithStringKey
{
    Task<long> RecordAsync(byte[] interaction);
}

/// <inheritdoc/>
internal sealed class BareGrain : Grain, IBareGrain
{
    private long _count;

    public Task<long> RecordAsync(byte[] interaction) => Task.FromResult(++_count);
}

/// <summary>
/// A state of the size of a customer with thirty events, as raw bytes through the cluster's own grain storage: the same database, the
/// same connection settings, and no serialiser's cost.
/// </summary>
internal sealed class StateGrain(
    [PersistentState("state", GrainSnapshots.Storage)] IPersistentState<SnapshotBytes> state) : Grain, IStateGrain
{
    private const int StateBytes = 1_600;
    private long _count;

    public async Task<long> RecordAsync(byte[] interaction)
    {
        var bytes = new byte[StateBytes];
        interaction.CopyTo(bytes, 0);
        state.State = new SnapshotBytes(bytes);
        await state.WriteStateAsync();
        return ++_count;
    }
}
