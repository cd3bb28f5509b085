using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DbMarketing.Web.Telemetry;

/// <summary>
/// Meter and activity source <c>DbMarketing.Web</c>: <c>dbmarketing.web.events</c> (by verdict), <c>dbmarketing.web.refused</c> (by status),
/// <c>dbmarketing.web.decisions</c>, <c>dbmarketing.live.subscriptions</c>, <c>dbmarketing.live.pushes</c> (by cause),
/// <c>dbmarketing.live.repairs</c>.
/// </summary>
public sealed class WebInstruments : IDisposable
{
    public const string Name = "DbMarketing.Web";
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _events;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _decisions;
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _repairs;
    private long _pushTotal;

    public WebInstruments()
    {
        _events = _meter.CreateCounter<long>("dbmarketing.web.events", "{event}", "Tracking events received, by verdict.");
        _refused = _meter.CreateCounter<long>("dbmarketing.web.refused", "{request}", "Requests refused for key, token, scope or rate, by status.");
        _decisions = _meter.CreateCounter<long>("dbmarketing.web.decisions", "{decision}", "Decisions asked for over HTTP.");
        _subscriptions = _meter.CreateUpDownCounter<long>("dbmarketing.live.subscriptions", "{subscription}", "Open subscriptions of the live feed.");
        _pushes = _meter.CreateCounter<long>("dbmarketing.live.pushes", "{push}", "Changes pushed to screens, by cause.");
        _repairs = _meter.CreateCounter<long>("dbmarketing.live.repairs", "{repair}", "Changes found by a renewal that no publish had announced.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Pushes since the start.</summary>
    public long PushTotal => Interlocked.Read(ref _pushTotal);

    public void Judged(string verdict, int count)
    {
        if (count > 0)
        {
            _events.Add(count, new KeyValuePair<string, object?>("verdict", verdict));
        }
    }

    public void Refused(int status) => _refused.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Decided() => _decisions.Add(1);

    public void Subscribed(int change) => _subscriptions.Add(change);

    public void Pushed(string cause)
    {
        Interlocked.Increment(ref _pushTotal);
        _pushes.Add(1, new KeyValuePair<string, object?>("cause", cause));
    }

    public void Repaired() => _repairs.Add(1);

    public void Dispose() => _meter.Dispose();
}
