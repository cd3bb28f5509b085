using System.Collections.Concurrent;
using DbMarketing.Web.Statistics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Live;

/// <summary>Sends the overview once a second to whoever asked for it; idle while nobody did.</summary>
internal sealed class OverviewTicker(IHubContext<LiveHub> hub, StatisticsReader statistics, TimeProvider time) : BackgroundService
{
    public const string Group = "overview";
    private const int Decisions = 20;
    private readonly ConcurrentDictionary<string, bool> _connections = new(StringComparer.Ordinal);

    public void Joined(string connectionId) => _connections[connectionId] = true;

    public void Left(string connectionId) => _connections.TryRemove(connectionId, out _);

    public OverviewBody Read() => statistics.ReadOverview(Decisions);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            if (!_connections.IsEmpty)
            {
                await hub.Clients.Group(Group).SendAsync("overview", Read(), stoppingToken);
            }
        }
    }
}
