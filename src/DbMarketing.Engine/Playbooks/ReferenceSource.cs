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
    /// Replaces playbook and propensity for every turn that begins from here on; what was counted of the population stays as it holds.
    /// </summary>
    public void Swap(ReferenceData next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (gate)
        {
            next = current with { Playbook = next.Playbook, Propensity = next.Propensity };
            Volatile.Write(ref current, next);
        }

        Changed?.Invoke(next);
    }

    /// <summary>
    /// Renews what was counted of the population. That comes several times a second, so <see cref="Changed"/> does not tell of it: whoever
    /// shows it looks again at its own pace.
    /// </summary>
    /// <param name="renewed">The same with newer figures; called once, under a lock, so that no other renewal is lost.</param>
    public void Renew(Func<ReferenceData, ReferenceData> renewed)
    {
        ArgumentNullException.ThrowIfNull(renewed);
        lock (gate)
        {
            Volatile.Write(ref current, renewed(current));
        }
    }
}
