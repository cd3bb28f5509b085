using System.Buffers;

namespace DbMarketing.Engine.Decisions;

/// <summary>An offer that may take a place.</summary>
/// <param name="Offer">Its place among the channel's offers, which breaks ties.</param>
/// <param name="Treatment">Its treatment, by place among the offer's treatments on the channel.</param>
/// <param name="Mandatory">Ranked before all that are not.</param>
/// <param name="Factors">The factors of its priority.</param>
internal readonly record struct Candidate(int Offer, int Treatment, bool Mandatory, PriorityFactors Factors)
{
    /// <summary>Mandatory first, then the higher priority, then the order of issue, group and offer id.</summary>
    public bool IsBefore(in Candidate other) =>
        Mandatory != other.Mandatory ? Mandatory
        : Factors.Priority != other.Factors.Priority ? Factors.Priority > other.Factors.Priority
        : Offer < other.Offer;
}

/// <summary>
/// Candidates of one placement, best first. A heap, because few of many are ever taken; rented, because it is large and short-lived.
/// </summary>
internal sealed class CandidateHeap(int capacity) : IDisposable
{
    private readonly Candidate[] items = ArrayPool<Candidate>.Shared.Rent(capacity);
    private bool ordered;

    public int Count { get; private set; }

    public void Add(in Candidate candidate)
    {
        items[Count++] = candidate;
        ordered = false;
    }

    public bool TryTake(out Candidate best)
    {
        if (Count == 0)
        {
            best = default;
            return false;
        }

        if (!ordered)
        {
            for (var i = (Count / 2) - 1; i >= 0; i--)
            {
                Sink(i);
            }

            ordered = true;
        }

        best = items[0];
        items[0] = items[--Count];
        Sink(0);
        return true;
    }

    public void Dispose() => ArrayPool<Candidate>.Shared.Return(items);

    private void Sink(int at)
    {
        var item = items[at];
        for (var child = (2 * at) + 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && items[child + 1].IsBefore(items[child]))
            {
                child++;
            }

            if (!items[child].IsBefore(item))
            {
                break;
            }

            items[at] = items[child];
            at = child;
        }

        items[at] = item;
    }
}
