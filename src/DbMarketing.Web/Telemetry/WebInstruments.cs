using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DbMarketing.Web.Telemetry;

/// <summary>
/// Meter and activity source <c>DbMarketing.Web</c>: <c>dbmarketing.web.events</c> (by verdict), <c>dbmarketing.web.refused</c> (by
/// status),
/// <c>dbmarketing.web.decisions</c>, <c>dbmarketing.live.subscriptions</c>, <c>dbmarketing.live.pushes</c> (by cause),
/// <c>dbmarketing.live.repairs</c>.
/// </summary>
public sealed class WebInstruments : IDisposable
{
    public const string Name = "DbMarketing.Web";
    private const int RateSeconds = 10;
    private const int MaxPushesRemembered = 100_000;
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _events;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _decisions;
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _repairs;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Queue<long> _pushed = new();

    public WebInstruments(TimeProvider time)
    {
        _time = time;
        _events = _meter.CreateCounter<long>("dbmarketing.web.events", "{event}", "Tracking events received, by verdict.");
        _refused = _meter.CreateCounter<long>("dbmarketing.web.refused", "{request}",
            "Requests refused for key, token, scope or rate, by status.");
        _decisions = _meter.CreateCounter<long>("dbmarketing.web.decisions", "{decision}", "Decisions asked for over HTTP.");
        _subscriptions = _meter.CreateUpDownCounter<long>("dbmarketing.live.subscriptions", "{subscription}",
            "Open subscriptions of the live feed.");
        _pushes = _meter.CreateCounter<long>("dbmarketing.live.pushes", "{push}", "Changes pushed to screens, by cause.");
        _repairs = _meter.CreateCounter<long>("dbmarketing.live.repairs", "{repair}",
            "Changes found by a renewal that no publish had announced.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Pushes per second over the last ten seconds.</summary>
    public double PushesPerSecond()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            Forget_NeedsLock(now);
            return _pushed.Count / (double)RateSeconds;
        }
    }

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
        var second = _time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            Forget_NeedsLock(second);
            _pushed.Enqueue(second);
        }

        _pushes.Add(1, new KeyValuePair<string, object?>("cause", cause));
    }

    public void Repaired() => _repairs.Add(1);

    public void Dispose() => _meter.Dispose();

    private void Forget_NeedsLock(long now)
    {
        while (_pushed.TryPeek(out var oldest) && (oldest <= now - RateSeconds || _pushed.Count > MaxPushesRemembered))
        {
            _pushed.Dequeue();
        }
    }
}
