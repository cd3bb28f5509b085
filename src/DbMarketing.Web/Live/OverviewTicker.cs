using System.Collections.Concurrent;
using DbMarketing.Web.Statistics;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Live;

/// <summary>Sends the overview once a second to whoever asked for it; idle while nobody did.</summary>
internal sealed class OverviewTicker(
    IHubContext<LiveHub> hub, StatisticsReader statistics, CustomerAccess access, TimeProvider time) : BackgroundService
{
    public const string Group = "overview";
    private const int Decisions = 20;
    private readonly ConcurrentDictionary<string, Caller> _connections = new(StringComparer.Ordinal);

    /// <summary>Nobody asks for the overview: nothing is read, and nothing is sent.</summary>
    public bool IsIdle => _connections.IsEmpty;

    public void Joined(string connectionId, Caller caller) => _connections[connectionId] = caller;

    public void Left(string connectionId) => _connections.TryRemove(connectionId, out _);

    public OverviewBody Read() => statistics.ReadOverview(Decisions);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            if (!IsIdle && await TryPartWithRevokedAsync(stoppingToken))
            {
                await hub.Clients.Group(Group).SendAsync("overview", Read(), stoppingToken);
            }
        }
    }

    /// <summary>Sends nothing to connections whose key is revoked; false when the store cannot say now.</summary>
    private async Task<bool> TryPartWithRevokedAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (connectionId, caller) in _connections)
            {
                if (!await access.StandsAsync(caller, cancellationToken))
                {
                    Left(connectionId);
                    await hub.Groups.RemoveFromGroupAsync(connectionId, Group, cancellationToken);
                }
            }

            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }
}
