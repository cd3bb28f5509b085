using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Web.Population;

/// <summary>Reads what the population would count of its customers as of another instant than now.</summary>
internal sealed class StandingScan(CustomerScan scan, WebOptions options, TimeProvider time)
{
    /// <summary>
    /// Hands over the standing of each customer as of the instant. Not complete when <see cref="WebOptions.ScanTimeout"/> ended it before
    /// the last: then those who were first seen first are counted, which is no sample. Says how many could not be read.
    /// </summary>
    /// <param name="zone">The business's, which says where days begin.</param>
    /// <param name="instant">The instant.</param>
    /// <param name="categories">Gaps are told within these as well.</param>
    /// <param name="add">What counts them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(bool Complete, long Unreadable)> ReadAsync(
        TimeZoneInfo zone, ScanInstant instant, IReadOnlyList<string> categories, Action<Standing> add, CancellationToken cancellationToken)
    {
        var (until, complete, unreadable) = (time.GetUtcNow() + options.ScanTimeout, true, 0L);
        await foreach (var customer in scan.ReadAsync(default, 1, instant.Past, until, cancellationToken))
        {
            complete = !customer.EndsEarly;
            unreadable += customer.Unreadable;
            if (customer.State is { } state && Standings.Of(state, zone, instant.At, categories) is { } standing)
            {
                add(standing);
            }
        }

        return (complete, unreadable);
    }
}
