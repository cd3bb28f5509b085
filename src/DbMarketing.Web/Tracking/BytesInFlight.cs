using System.Net;
using System.Net.Sockets;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// The memory that requests under way take until their answers are sent: bodies as far as they have come, and what is made of them. Callers
/// whose key was accepted share <see cref="WebOptions.MaxBodyBytesInFlight"/>, but one request alone is always let in. Whoever has shown no
/// key yet is counted apart, under <see cref="WebOptions.MaxUnknownBytesInFlight"/>, and so takes nothing from them. Thread-safe.
/// </summary>
internal sealed class BytesInFlight(WebOptions options)
{
    /// <summary>An address of an unknown sender gets one of so many parts, so that one sender does not shut the others out.</summary>
    public const int UnknownParts = 4;

    /// <summary>What a parsed JSON value is charged with: its place in the document, and in the interaction that is made of it.</summary>
    public const int BytesPerValue = 64;

    /// <summary>What an event of a batch is charged with beside its values: its interaction and its verdict.</summary>
    public const int BytesPerEvent = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, long> _ofAddresses = [];
    private long _known;
    private long _unknown;

    /// <summary>The portion of a caller whose key was accepted.</summary>
    public Portion Begin() => new(this, null);

    /// <summary>The portion of a sender who has shown no key yet.</summary>
    public Portion BeginUnknown(IPAddress? address) => new(this, NetworkOf(address));

    /// <summary>One sender has as many IPv6 addresses as it likes, but usually one network of 64 bits.</summary>
    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv4() ?? IPAddress.None;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private bool TryAddKnown(long held, long more)
    {
        lock (_lock)
        {
            if (_known + more > options.MaxBodyBytesInFlight && _known != held)
            {
                return false;
            }

            _known += more;
            return true;
        }
    }

    private bool TryAddUnknown(IPAddress address, long more)
    {
        lock (_lock)
        {
            var ofAddress = _ofAddresses.GetValueOrDefault(address) + more;
            if (_unknown + more > options.MaxUnknownBytesInFlight || ofAddress > options.MaxUnknownBytesInFlight / UnknownParts)
            {
                return false;
            }

            _unknown += more;
            _ofAddresses[address] = ofAddress;
            return true;
        }
    }

    private void Remove(IPAddress? address, long held)
    {
        lock (_lock)
        {
            if (address is null)
            {
                _known -= held;
                return;
            }

            _unknown -= held;
            if (_ofAddresses.GetValueOrDefault(address) is var left && left <= held)
            {
                _ofAddresses.Remove(address);
            }
            else
            {
                _ofAddresses[address] = left - held;
            }
        }
    }

    /// <summary>What one request holds. Owned by the request; disposed when its answer was sent.</summary>
    /// <param name="all">The bytes of all.</param>
    /// <param name="address">Where a sender without a key sends from; null for a caller whose key was accepted.</param>
    public sealed class Portion(BytesInFlight all, IPAddress? address) : IDisposable
    {
        private IPAddress? _address = address;
        private long _held;

        public bool IsUnknown => _address is not null;

        /// <summary>Holds so many bytes more; false when that is too many, and it holds what it held.</summary>
        public bool TryGrow(long more)
        {
            if (!(_address is null ? all.TryAddKnown(_held, more) : all.TryAddUnknown(_address, more)))
            {
                return false;
            }

            _held += more;
            return true;
        }

        /// <summary>Holds so many bytes in all, or what it held when that is more.</summary>
        public bool TryGrowTo(long bytes) => TryGrow(Math.Max(0, bytes - _held));

        /// <summary>
        /// The sender's key was accepted: what it holds counts among the callers' from now on. False when they hold too much.
        /// </summary>
        public bool TryAdmit()
        {
            if (_address is null)
            {
                return true;
            }

            if (!all.TryAddKnown(0, _held))
            {
                return false;
            }

            all.Remove(_address, _held);
            _address = null;
            return true;
        }

        public void Dispose()
        {
            all.Remove(_address, _held);
            _held = 0;
        }
    }
}
