using System.Collections.Concurrent;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Silo.Tests;

/// <summary>Writes down which rows of customers are read.</summary>
internal sealed class WatchedStore(IJournalStore inner, ConcurrentQueue<Reading> readings) : DelegatingJournalStore(inner)
{
    public override async Task<CustomerOpening?> OpenCustomerAsync(CustomerId customer, int tailRows, CancellationToken cancellationToken)
    {
        var opening = await base.OpenCustomerAsync(customer, tailRows, cancellationToken);
        if (tailRows > 0 && opening is not null)
        {
            readings.Enqueue(new(opening.Snapshot?.Sequence ?? 0, opening.Tail.Count));
        }

        return opening;
    }

    public override async Task<IReadOnlyList<JournalRow>> ReadCustomerAsync(
        CustomerKey customer, long after, long before, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        var rows = await base.ReadCustomerAsync(customer, after, before, limit, newestFirst, cancellationToken);
        readings.Enqueue(new(after, rows.Count));
        return rows;
    }
}

/// <summary>Rows that were read of one customer: those after a sequence, and how many they were.</summary>
internal readonly record struct Reading(long After, int Rows);
