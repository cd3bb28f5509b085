using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>A committed change of one customer, or several that a slow subscriber receives as one.</summary>
/// <param name="Customer">The customer that changed.</param>
/// <param name="Sequence">The sequence after the change.</param>
/// <param name="Recorded">A turn recorded interactions (a decision alone does not ask for another decision).</param>
/// <param name="MergedInto">Set when the customer moved.</param>
/// <param name="PreviousSequence">The sequence before the change; a subscriber that stands elsewhere has missed something.</param>
/// <param name="Reviewed">Time or another playbook changed the customer's segments or standing, without the customer's doing.</param>
public sealed record CustomerChanged(
    CustomerId Customer, long Sequence, bool Recorded, CustomerId? MergedInto, long PreviousSequence = 0, bool Reviewed = false)
{
    /// <summary>This change followed by a later one, as one.</summary>
    internal CustomerChanged Then(CustomerChanged later) =>
        later with
        {
            Recorded = Recorded || later.Recorded,
            MergedInto = later.MergedInto ?? MergedInto,
            PreviousSequence = PreviousSequence,
            Reviewed = Reviewed || later.Reviewed,
        };
}
