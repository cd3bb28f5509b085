using System.Threading.RateLimiting;

namespace DbMarketing.Web.Security;

/// <summary>Requests per second of each key, and of each address under a browser key. Decided before anything is read or stored.</summary>
internal sealed class RequestRates(WebOptions options) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<Caller> _keys = PartitionedRateLimiter.Create<Caller, string>(caller =>
        Bucket(caller.KeyId, caller.Trusted ? options.ServerRequestsPerSecond : options.BrowserRequestsPerSecond, burst: 2));

    private readonly PartitionedRateLimiter<(string Key, string Address)> _addresses =
        PartitionedRateLimiter.Create<(string Key, string Address), (string, string)>(from =>
            Bucket(from, options.AddressRequestsPerSecond, burst: 10));

    /// <summary>Null when the request may go on; else how long to wait.</summary>
    public TimeSpan? WaitOf(Caller caller, string address)
    {
        if (ReferenceEquals(caller, Caller.Development))
        {
            return null;
        }

        using var key = _keys.AttemptAcquire(caller);
        if (!key.IsAcquired)
        {
            return RetryAfter(key);
        }

        if (caller.Trusted)
        {
            return null;
        }

        using var from = _addresses.AttemptAcquire((caller.KeyId, address));
        return from.IsAcquired ? null : RetryAfter(from);
    }

    public async ValueTask DisposeAsync()
    {
        await _keys.DisposeAsync();
        await _addresses.DisposeAsync();
    }

    private static RateLimitPartition<TKey> Bucket<TKey>(TKey key, int perSecond, int burst) => perSecond <= 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * burst,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(perSecond < 10 ? 1.0 / perSecond : 0.1),
            QueueLimit = 0,
            AutoReplenishment = true,
        });

    private static TimeSpan RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
}
