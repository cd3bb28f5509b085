namespace DbMarketing.Web.Tracking;

/// <summary>
/// The bytes of request bodies that are held, packed and unpacked, until their answers are sent: at most
/// <see cref="WebOptions.MaxBodyBytesInFlight"/>, but one body alone is always let in. Thread-safe.
/// </summary>
internal sealed class BodiesInFlight(WebOptions options)
{
    private long _bytes;

    public BodyShare Begin() => new(this);

    private bool TryAdd(long held, long more)
    {
        if (Interlocked.Add(ref _bytes, more) is var all && (all <= options.MaxBodyBytesInFlight || all == held + more))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -more);
        return false;
    }

    /// <summary>What one request holds. Owned by the request; disposed when its answer was sent.</summary>
    public sealed class BodyShare(BodiesInFlight all) : IDisposable
    {
        private long _held;

        /// <summary>Holds so many bytes; false when that is too many for all together, and it holds what it held.</summary>
        public bool TryGrowTo(long bytes)
        {
            var more = Math.Max(0, bytes - _held);
            if (!all.TryAdd(_held, more))
            {
                return false;
            }

            _held += more;
            return true;
        }

        public void Dispose()
        {
            Interlocked.Add(ref all._bytes, -_held);
            _held = 0;
        }
    }
}
