using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Brings calls to the customer that answers them: sorts a batch by customer, and follows merged ids to their survivor. Thread-safe;
/// knows nothing of where activations live.
/// </summary>
internal sealed class CustomerRouter(ICustomerActors actors, MergeProtocol merges, AliasCache aliases, EngineLimits limits)
{
    public async Task<IReadOnlyList<Verdict>> RecordAsync(
        IReadOnlyList<AddressedInteraction> interactions, CancellationToken cancellationToken)
    {
        var verdicts = new Verdict[interactions.Count];
        var places = new Dictionary<CustomerId, List<int>>();
        for (var i = 0; i < interactions.Count; i++)
        {
            var customer = interactions[i].Customer;
            if (!places.TryGetValue(customer, out var list))
            {
                places.Add(customer, list = []);
            }

            list.Add(i);
        }

        // All are waited for even when one fails, so that nothing of a failed call is still under way when the caller retries.
        using var customers = places.GetEnumerator();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(places.Count, limits.CustomersAtOnce)).Select(_ => RecordNextAsync()));
        return verdicts;

        async Task RecordNextAsync()
        {
            while (TakeNext() is { } next)
            {
                await RecordAsync(next.Key, next.Value, interactions, verdicts, cancellationToken);
            }
        }

        KeyValuePair<CustomerId, List<int>>? TakeNext()
        {
            lock (places)
            {
                return customers.MoveNext() ? customers.Current : null;
            }
        }
    }

    /// <summary>Asks the customer, or its survivor, until one answers.</summary>
    public async Task<T> AskAsync<T>(CustomerId customer, Func<CustomerCall<TurnReply<T>>> call, CancellationToken cancellationToken)
    {
        var target = aliases.Follow(customer);
        for (var hop = 0; hop < limits.ForwardHops; hop++)
        {
            var reply = await actors.AskAsync(target, call(), cancellationToken);
            if (!reply.Moved)
            {
                return reply.Value!;
            }

            if (reply.AbsorbOwed)
            {
                await merges.DeliverAbsorbAsync(target, cancellationToken);
            }

            aliases.Remember(target, reply.MovedTo);
            target = aliases.Follow(reply.MovedTo);
        }

        throw new InvalidDataException(
            $"A customer was merged more than {limits.ForwardHops} times, the limit Engine:{nameof(EngineLimits.ForwardHops)}.");
    }

    private async Task RecordAsync(
        CustomerId customer, List<int> places, IReadOnlyList<AddressedInteraction> interactions, Verdict[] verdicts,
            CancellationToken cancellationToken)
    {
        // A part is one call of at most a turn's size; the next waits for it, which keeps the customer's order.
        foreach (var part in places.Chunk(limits.EntriesPerTurn))
        {
            var items = Array.ConvertAll(part, place => interactions[place]);
            var answers = await AskAsync(customer, () => new RecordCall(items), cancellationToken);
            for (var i = 0; i < part.Length; i++)
            {
                verdicts[part[i]] = answers[i];
            }
        }
    }
}
