using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Holds the reference data of the process and swaps it by one reference write. Thread-safe.</summary>
public sealed class ReferenceSource
{
    private readonly Lock gate = new();
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

    /// <summary>
    /// Replaces the reference data for every turn that begins from here on; the population's figures stay those that hold.
    /// </summary>
    public void Swap(ReferenceData next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (gate)
        {
            next = next with { Population = current.Population };
            Volatile.Write(ref current, next);
        }

        Changed?.Invoke(next);
    }

    /// <summary>
    /// Replaces the population's figures. They come several times a second, so <see cref="Changed"/> does not tell of them: whoever shows
    /// them looks again at its own pace.
    /// </summary>
    public void Swap(PopulationFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        lock (gate)
        {
            Volatile.Write(ref current, current with { Population = figures });
        }
    }
}
