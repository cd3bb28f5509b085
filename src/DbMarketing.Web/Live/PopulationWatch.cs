using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Live;

/// <summary>
/// Has the screens that show a customer look again when the population or one of its models has moved, since that moves scores and
/// forecasts without a turn of the customer. So many a second at most, each in its turn; idle while nothing moved.
/// </summary>
internal sealed class PopulationWatch(SubscriptionTable subscriptions, ReferenceSource reference, TimeProvider time) : BackgroundService
{
    /// <summary>Screens that look in one second; of more, each looks so many seconds later.</summary>
    public const int LooksPerSecond = 1_000;

    private readonly Queue<LiveSubscription> _waiting = new();
    private Moved _seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    /// <summary>Those who still wait come first, or a population that always moves would keep the last ones waiting for ever.</summary>
    private void Look()
    {
        var now = Moved.In(reference.Current);
        if (_waiting.Count == 0 && now != _seen)
        {
            _seen = now;
            foreach (var subscription in subscriptions.WithView)
            {
                _waiting.Enqueue(subscription);
            }
        }

        for (var looks = 0; looks < LooksPerSecond && _waiting.TryDequeue(out var subscription); looks++)
        {
            subscription.PopulationMoved();
        }
    }

    /// <summary>What a view reads of all customers, by its versions.</summary>
    private readonly record struct Moved(long? Population, long? Lifetime, string? Lag)
    {
        public static Moved In(ReferenceData data) => new(data.Population?.Version, data.Lifetime?.Model.Version, data.Lag?.Version);
    }
}
