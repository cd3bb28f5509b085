using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Projections;

/// <summary>
/// What is true of all customers together, as a sum over the journal's rows: one customer's rows come in their order, those of different
/// customers in any. It holds no more than its own limits allow. One runner calls it, one call at a time; what it has published may be
/// read by any thread.
/// </summary>
public interface IProjection
{
    /// <summary>Names its lease, its checkpoint and its parts, and so never changes: lower-case letters and hyphens.</summary>
    string Name { get; }

    /// <summary>The shape and meaning of its parts. What another version saved is forgotten, and made again from the journal.</summary>
    int Version { get; }

    /// <summary>
    /// Something was forgotten for want of room. What, depends on the order in which lanes were read, so another count may differ.
    /// </summary>
    bool HasForgotten => false;

    /// <summary>Whether a row may matter, by a cheap look at its payload; one that cannot matter is not decoded.</summary>
    bool Concerns(ReadOnlySpan<byte> payload);

    /// <summary>Adds what one row changed.</summary>
    void Fold(JournalRow row, IReadOnlyList<Entry> entries);

    /// <summary>The parts that changed since the last call, as they are now.</summary>
    IReadOnlyList<ProjectionPart> CaptureChanges();

    /// <summary>Takes over parts as they were captured; each replaces its older self.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="whole">They are all there is: whatever else is held is forgotten.</param>
    void Restore(IReadOnlyList<ProjectionPart> parts, bool whole);

    /// <summary>Makes what was folded readable, as one immutable picture that is swapped by one reference write.</summary>
    /// <param name="asOf">Every turn that was committed by then is in it.</param>
    void Publish(DateTimeOffset asOf);
}
