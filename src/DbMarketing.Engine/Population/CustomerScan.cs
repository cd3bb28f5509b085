using System.Runtime.CompilerServices;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Population;

/// <summary>
/// Reads customers in the order of their keys, each as of its last committed turn or of a past instant, straight from the journal: none is
/// called up into memory for it. Test customers and merged ids come without a state, so that a scan can end between any two; so does one
/// whose rows cannot be read, with what is wrong with them. Thread-safe.
/// </summary>
public sealed class CustomerScan(IJournalStore store, EngineLimits limits, TimeProvider time)
{
    private const int ListingsPerRead = 1_000;

    /// <summary>Customers read at once: few, so that those who serve find the storage free.</summary>
    private const int AtOnce = 4;

    /// <summary>Customers with a key above <paramref name="after"/>.</summary>
    /// <param name="after">Where the last page ended; the default begins with the first.</param>
    /// <param name="share">The share of them to read, above 0 and up to 1: always the same ones, chosen by their keys alone.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public IAsyncEnumerable<ScannedCustomer> ReadAsync(CustomerKey after, double share, CancellationToken cancellationToken) =>
        ReadAsync(after, share, past: null, until: null, cancellationToken);

    /// <inheritdoc cref="ReadAsync(CustomerKey, double, CancellationToken)"/>
    /// <param name="past">The instant as of which they are read, which folds each from its first row; null for now.</param>
    /// <param name="until">When to end; one customer comes in any case, so that whoever asks again gets on. Null for never.</param>
    public async IAsyncEnumerable<ScannedCustomer> ReadAsync(
        CustomerKey after, double share, DateTimeOffset? past, DateTimeOffset? until,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        while (await store.ReadCustomersAsync(after, ListingsPerRead, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var chunk in page.Where(listing => IsChosen(listing.Key, share)).Chunk(AtOnce))
            {
                var read = await Task.WhenAll(chunk.Select(listing => ReadAsync(listing, past, cancellationToken)));
                foreach (var customer in read)
                {
                    var isOver = time.GetUtcNow() >= until;
                    yield return customer with { EndsEarly = isOver };
                    if (isOver)
                    {
                        yield break;
                    }
                }
            }

            after = page[^1].Key;
        }
    }

    private async Task<ScannedCustomer> ReadAsync(
        CustomerListing listing, DateTimeOffset? past, CancellationToken cancellationToken)
    {
        try
        {
            var found = past is { } instant
                ? await PastState.ReadAsync(store, listing.Id, instant, limits.RowsPerRead, cancellationToken)
                : (await ActiveCustomer.RecoverAsync(listing.Id, store, null, limits.RowsPerRead, cancellationToken)).State;
            return new(listing.Key, found is { IsTest: false, MergedInto: null, Sequence: > 0 } ? found : null);
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException or FormatException)
        {
            // All others can be read: one customer must not cost the answer about everybody.
            return new(listing.Key, null) { Fault = fault };
        }
    }

    /// <summary>Keys are handed out in sequence, so they are mixed first (the finaliser of SplitMix64, Steele et al. 2014).</summary>
    private static bool IsChosen(CustomerKey key, double share)
    {
        if (share >= 1)
        {
            return true;
        }

        var mixed = (ulong)key.Value + 0x9e37_79b9_7f4a_7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58_476d_1ce4_e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
        mixed ^= mixed >> 31;
        return mixed < share * ulong.MaxValue;
    }
}

/// <summary>A customer as a scan found it.</summary>
/// <param name="Key">Where a later scan goes on.</param>
/// <param name="State">
/// As of the last committed turn, or of the instant asked about; null for a test customer, a merged id, one without a turn, and one that
/// cannot be read.
/// </param>
/// <param name="EndsEarly">The scan's time is over: no other customer follows, though there may be more.</param>
public readonly record struct ScannedCustomer(CustomerKey Key, CustomerState? State, bool EndsEarly = false)
{
    /// <summary>Why the customer cannot be read; null for all others.</summary>
    public Exception? Fault { get; init; }

    /// <summary>Whether the customer counts among those who are left out for want of readable rows: 1, or 0.</summary>
    public int Unreadable => Fault is null ? 0 : 1;
}
