using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Feed;

/// <summary>
/// Changes of one customer on their way to one node: one at a time, in their order; what happens meanwhile, or could not be told,
/// goes with the next as one. Thread-safe.
/// </summary>
internal sealed class FollowerLine(ICustomerFollower follower)
{
    private readonly Lock _gate = new();
    private CustomerChanged? _waiting;
    private bool _telling;

    /// <summary>Returns at once.</summary>
    public void Tell(CustomerChanged change)
    {
        lock (_gate)
        {
            _waiting = _waiting?.Then(change) ?? change;
            if (_telling)
            {
                return;
            }

            _telling = true;
        }

        _ = TellAllAsync();
    }

    private async Task TellAllAsync()
    {
        while (TakeWaiting() is { } change)
        {
            try
            {
                await follower.ChangedAsync(new ChangeMessage(
                    change.Customer.ToString(), change.Sequence, change.Recorded, change.MergedInto?.ToString(), change.PreviousSequence,
                    change.Reviewed));
            }
            catch (Exception)
            {
                // The node is gone, or will renew what it follows: it may hear of this with the next change.
                PutBack(change);
                return;
            }
        }
    }

    private CustomerChanged? TakeWaiting()
    {
        lock (_gate)
        {
            var change = _waiting;
            _waiting = null;
            _telling = change is not null;
            return change;
        }
    }

    private void PutBack(CustomerChanged change)
    {
        lock (_gate)
        {
            _waiting = _waiting is { } later ? change.Then(later) : change;
            _telling = false;
        }
    }
}
