using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>A committed change of one customer.</summary>
/// <param name="Customer">The customer that changed.</param>
/// <param name="Sequence">The sequence after the change.</param>
/// <param name="Recorded">The turn recorded interactions (a decision alone does not ask for another decision).</param>
/// <param name="MergedInto">Set when the customer moved.</param>
public sealed record CustomerChanged(CustomerId Customer, long Sequence, bool Recorded, CustomerId? MergedInto);

/// <summary>Tells subscribers of a customer that it changed, after the commit. Never blocks a turn; a slow subscriber only sees the latest.</summary>
public sealed class CustomerFeed
{
    /// <summary>Calls <paramref name="onChanged"/> for each change of the customer until disposed; it must return at once.</summary>
    public IDisposable Subscribe(CustomerId customer, Action<CustomerChanged> onChanged) => throw new NotSupportedException();

    /// <summary>Every change of every customer, for overviews.</summary>
    public IDisposable SubscribeAll(Action<CustomerChanged> onChanged) => throw new NotSupportedException();

    /// <summary>Called by an actor after its commit.</summary>
    public void Publish(CustomerChanged change) => throw new NotSupportedException();
}
