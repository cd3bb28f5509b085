namespace DbMarketing.Web.Security;

/// <summary>Requests per second of each key, and of each address under a browser key. Decided before anything is stored.</summary>
internal sealed class RequestRates(WebOptions options, TimeProvider time)
{
    private readonly RequestBuckets<string> _keys = new(time, burstSeconds: 2);
    private readonly RequestBuckets<(string Key, string Address)> _addresses = new(time, burstSeconds: 10);

    /// <summary>Null when the request may go on; else how long to wait.</summary>
    public TimeSpan? WaitOf(Caller caller, string address)
    {
        if (ReferenceEquals(caller, Caller.Development))
        {
            return null;
        }

        if (caller.Trusted)
        {
            return _keys.Take(caller.KeyId, options.ServerRequestsPerSecond);
        }

        // The address comes first, so that one that is refused takes nothing from the other visitors of the key.
        return _addresses.Take((caller.KeyId, address), options.AddressRequestsPerSecond)
            ?? _keys.Take(caller.KeyId, options.BrowserRequestsPerSecond);
    }
}
