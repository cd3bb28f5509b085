using System.Net;
using DbMarketing.Web.Security;

namespace DbMarketing.Web;

/// <summary>Settings of the HTTP API and the live feed. Each is also an environment variable, <c>DBMARKETING_Web__NAME</c>.</summary>
public sealed class WebOptions
{
    /// <summary>The secret that tokens are derived from.</summary>
    public required ServerSecret Secret { get; init; }

    /// <summary>
    /// True when the host listens on loopback only. Then, and only while the store holds no key, requests need none
    /// (the development default). The default is false.
    /// </summary>
    public bool LoopbackOnly { get; set; }

    /// <summary>Longest request body, compressed or not. The default is 8 MiB; a longer one is answered with 413.</summary>
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Longest single event. The default is 32 KiB, as the public protocol has it; a longer one is rejected alone.</summary>
    public int MaxEventBytes { get; set; } = 32 * 1024;

    /// <summary>
    /// Most JSON values (texts, numbers, objects, arrays …) of one request body, at any depth. The default is 1,000,000, one for every 8
    /// bytes of the longest body; more are answered with 413.
    /// </summary>
    public int MaxBodyValues { get; set; } = 1_000_000;

    /// <summary>
    /// Bytes that requests under way take until their answers are sent: what has come of their bodies, packed and unpacked, once more what
    /// was unpacked and 64 bytes for each JSON value when it is parsed, and what is read of histories. The default is 256 MiB; beyond
    /// it a request is refused with 503, but one alone is always served.
    /// </summary>
    public long MaxBodyBytesInFlight { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// The same for senders whose key is in the body, until the key is accepted: they take nothing from the others. One address gets
    /// a quarter of it. The default is 32 MiB; beyond it a body is refused with 503.
    /// </summary>
    public long MaxUnknownBytesInFlight { get; set; } = 32L * 1024 * 1024;

    /// <summary>
    /// How long a body whose key is in it may take to come. The default is 10 seconds; a slower one is answered with 408.
    /// </summary>
    public TimeSpan UnknownBodyTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Slowest rate at which any body may come, after 5 seconds of grace. The default is 1,024, less than a telephone has at the edge of
    /// its network; a slower body is answered with 408. 0 is no limit.
    /// </summary>
    public int MinBodyBytesPerSecond { get; set; } = 1_024;

    /// <summary>
    /// Answers made from a customer's history at once: explanations, and decisions as of a date. The default is 8; one more gets 429.
    /// </summary>
    public int MaxReplays { get; set; } = 8;

    /// <summary>
    /// Bytes of journal rows in one page of a timeline, and in what a screen missed. The default is 1 MiB; the row that reaches it is the
    /// page's last, and the page says where the next begins. Histories of absorbed ids are cut there.
    /// </summary>
    public int TimelinePageBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// Answers made from all customers at once: members of a segment, previews, best customers. The default is 2; one more waits for
    /// <see cref="ScanWait"/>, and then gets 429.
    /// </summary>
    public int MaxScans { get; set; } = 2;

    /// <summary>How long such a request waits for its turn; 32 may wait. The default is 10 seconds; 0 refuses it at once.</summary>
    public TimeSpan ScanWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long such an answer looks at customers; then it says that it is not complete. The default is 1 minute.</summary>
    public TimeSpan ScanTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most events of one batch. The default is 2,500, as the public protocol has it; those beyond are rejected by name.</summary>
    public int MaxBatchEvents { get; set; } = 2_500;

    /// <summary>Requests per second of one server key, with a burst of twice as many. The default is 20,000; 0 is no limit.</summary>
    public int ServerRequestsPerSecond { get; set; } = 20_000;

    /// <summary>
    /// Requests per second of one browser key from all addresses together, with a burst of twice as many. The default is 5,000.
    /// </summary>
    public int BrowserRequestsPerSecond { get; set; } = 5_000;

    /// <summary>Requests per second of one browser key from one address, with a burst of ten times as many. The default is 50.</summary>
    public int AddressRequestsPerSecond { get; set; } = 50;

    /// <summary>Proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed. The default is none.</summary>
    public IReadOnlyList<IPAddress> KnownProxies { get; set; } = [];

    /// <summary>How long a visitor token is good; a page refreshes it before. The default is 30 days.</summary>
    public TimeSpan VisitorTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Shortest time between two pushes to one subscription. The default is 1 second; changes in between arrive as the latest
    /// state.
    /// </summary>
    public TimeSpan PushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often a subscription compares itself with its customer, so that a lost publish is repaired. The default is 5 seconds.
    /// </summary>
    public TimeSpan RenewalInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Open connections, and as many live ones beside them, with a key or without. The default is 100,000, twice the subscriptions; one
    /// more is closed at once.
    /// </summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>Subscriptions of one connection. The default is 32.</summary>
    public int MaxSubscriptionsPerConnection { get; set; } = 32;

    /// <summary>Subscriptions to one customer. The default is 64.</summary>
    public int MaxSubscriptionsPerCustomer { get; set; } = 64;

    /// <summary>Subscriptions of the whole process. The default is 50,000.</summary>
    public int MaxSubscriptions { get; set; } = 50_000;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/>, naming the setting, its value and what it may be.</summary>
    public void Validate()
    {
        AtLeast(1, MaxBodyBytes, nameof(MaxBodyBytes));
        AtLeast(1, MaxEventBytes, nameof(MaxEventBytes));
        AtLeast(1, MaxBodyValues, nameof(MaxBodyValues));
        AtLeast(1, MaxBodyBytesInFlight, nameof(MaxBodyBytesInFlight));
        AtLeast(1, MaxUnknownBytesInFlight, nameof(MaxUnknownBytesInFlight));
        AtLeast(0, MinBodyBytesPerSecond, nameof(MinBodyBytesPerSecond));
        AtLeast(1, MaxReplays, nameof(MaxReplays));
        AtLeast(1, TimelinePageBytes, nameof(TimelinePageBytes));
        AtLeast(1, MaxScans, nameof(MaxScans));
        AtLeast(1, MaxBatchEvents, nameof(MaxBatchEvents));
        AtLeast(0, ServerRequestsPerSecond, nameof(ServerRequestsPerSecond));
        AtLeast(0, BrowserRequestsPerSecond, nameof(BrowserRequestsPerSecond));
        AtLeast(0, AddressRequestsPerSecond, nameof(AddressRequestsPerSecond));
        AtLeast(1, MaxConnections, nameof(MaxConnections));
        AtLeast(1, MaxSubscriptionsPerConnection, nameof(MaxSubscriptionsPerConnection));
        AtLeast(1, MaxSubscriptionsPerCustomer, nameof(MaxSubscriptionsPerCustomer));
        AtLeast(1, MaxSubscriptions, nameof(MaxSubscriptions));
        Within(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), UnknownBodyTime, nameof(UnknownBodyTime));
        Within(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), ScanTimeout, nameof(ScanTimeout));
        Within(TimeSpan.Zero, TimeSpan.FromHours(1), ScanWait, nameof(ScanWait));
        Within(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_650), VisitorTokenLifetime, nameof(VisitorTokenLifetime));
        Within(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), PushInterval, nameof(PushInterval));
        Within(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), RenewalInterval, nameof(RenewalInterval));
    }

    private static void AtLeast(long least, long value, string setting)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(setting, value, $"Web:{setting} is {value}; it must be at least {least}.");
        }
    }

    private static void Within(TimeSpan least, TimeSpan most, TimeSpan value, string setting)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(setting, value, $"Web:{setting} is {value}; it must be from {least} to {most}.");
        }
    }
}
