namespace DbMarketing.Engine.Playbooks;

/// <summary>Holds the reference data of the process and swaps it by one reference write. Thread-safe.</summary>
public sealed class ReferenceSource
{
    private ReferenceData current;

    public ReferenceSource(ReferenceData initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        current = initial;
    }

    /// <summary>What holds now. A turn or a decision reads it once and keeps that reference to its end.</summary>
    public ReferenceData Current => Volatile.Read(ref current);

    /// <summary>Raised after a swap, on the thread that swapped, with the new data.</summary>
    public event Action<ReferenceData>? Changed;

    /// <summary>Replaces the reference data for every turn that begins from here on.</summary>
    public void Swap(ReferenceData next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Volatile.Write(ref current, next);
        Changed?.Invoke(next);
    }
}
