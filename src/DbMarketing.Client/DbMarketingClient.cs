using DbMarketing.Client.Customers;
using DbMarketing.Client.Decisions;
using DbMarketing.Client.Tracking;

namespace DbMarketing.Client;

/// <summary>
/// The HTTP API, typed. Every call is tried again after a fault that may pass; that is safe, because whatever changes something
/// carries an id by which the server knows a repetition. Thread-safe; keep one for the life of the process.
/// </summary>
public sealed class DbMarketingClient : IDisposable
{
    private readonly RetryingTransport _transport;

    /// <param name="http">The connection to use; the client's own when null. A given one is not disposed.</param>
    /// <param name="time">The clock of timeouts and waits.</param>
    public DbMarketingClient(DbMarketingClientOptions options, HttpClient? http = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _transport = new RetryingTransport(options, http, time ?? TimeProvider.System);
    }

    /// <summary>Says what became known about a person.</summary>
    public Task<EventResult> IdentifyAsync(TrackingEvent identify, CancellationToken cancellationToken) =>
        SendOneAsync(identify with { Type = "identify" }, cancellationToken);

    /// <summary>Says what a person did.</summary>
    public Task<EventResult> TrackAsync(TrackingEvent track, CancellationToken cancellationToken) =>
        SendOneAsync(track with { Type = "track" }, cancellationToken);

    /// <summary>Sends up to 2,500 events at once; each is judged alone, and the results stand in their order.</summary>
    public async Task<IReadOnlyList<EventResult>> SendAsync(IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var batch = new TrackingBatch([.. events.Select(e => e.MessageId is null ? e with { MessageId = NewId() } : e)]);
        var reply = await _transport.PostAsync("v1/batch", batch, ClientJson.Default.TrackingBatch, ClientJson.Default.TrackingReply,
            cancellationToken);
        return reply.Results;
    }

    /// <summary>Asks for the offers of a customer now, with interactions to record first in the same turn.</summary>
    public Task<DecideReply> DecideAsync(DecideRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var repeatable = request.RequestId is null && !request.DryRun ? request with { RequestId = NewId() } : request;
        return _transport.PostAsync("v1/decide", repeatable, ClientJson.Default.DecideRequest, ClientJson.Default.DecideReply,
            cancellationToken);
    }

    /// <summary>Reports what became of offers.</summary>
    public async Task<IReadOnlyList<EventResult>> ReportAsync(IReadOnlyList<OutcomeReport> outcomes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var body = new OutcomeReports([.. outcomes.Select(o => o.MessageId is null ? o with { MessageId = NewId() } : o)]);
        var reply = await _transport.PostAsync("v1/outcomes", body, ClientJson.Default.OutcomeReports, ClientJson.Default.TrackingReply,
            cancellationToken);
        return reply.Results;
    }

    /// <summary>The live view of a customer; null when there is none of that id.</summary>
    public Task<CustomerReply?> FindCustomerAsync(string id, CancellationToken cancellationToken) =>
        _transport.GetAsync($"v1/customers/{Uri.EscapeDataString(id)}", ClientJson.Default.CustomerReply, cancellationToken);

    /// <summary>Customers by phone number, however it is written; several may share one.</summary>
    public Task<CustomerMatches?> FindByPhoneAsync(string phone, CancellationToken cancellationToken) =>
        _transport.GetAsync($"v1/customers?phone={Uri.EscapeDataString(phone)}", ClientJson.Default.CustomerMatches, cancellationToken);

    /// <summary>Customers by e-mail address; several may share one.</summary>
    public Task<CustomerMatches?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        _transport.GetAsync($"v1/customers?email={Uri.EscapeDataString(email)}", ClientJson.Default.CustomerMatches, cancellationToken);

    /// <summary>One page of a customer's journal entries, newest first, before a sequence (null starts at the newest).</summary>
    public Task<TimelinePage?> ReadTimelineAsync(string id, long? before, int limit, CancellationToken cancellationToken) =>
        _transport.GetAsync(
            $"v1/customers/{Uri.EscapeDataString(id)}/timeline?limit={limit}&order=newest{(before is null ? "" : $"&before={before}")}",
            ClientJson.Default.TimelinePage, cancellationToken);

    public void Dispose() => _transport.Dispose();

    private async Task<EventResult> SendOneAsync(TrackingEvent one, CancellationToken cancellationToken) =>
        (await SendAsync([one], cancellationToken))[0];

    private static string NewId() => Guid.NewGuid().ToString("n");
}
