using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Inventory;

/// <summary>
/// Makes the stock hold on this node that any node stored: before the node serves, and then twice a second. While the database does not
/// answer, what held last goes on to hold.
/// </summary>
internal sealed partial class StockFollower(StockBook stock, TimeProvider time, ILogger<StockFollower> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RefreshAsync(stoppingToken);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stock.RefreshAsync(cancellationToken);
        }
        catch (JournalUnavailableException exception)
        {
            LogNotRead(logger, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The products' stock could not be read: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);
}

internal static class StockServices
{
    /// <summary>The stock of products, and what follows it; for every node that decides.</summary>
    public static IServiceCollection AddStock(this IServiceCollection services) =>
        services.AddSingleton<StockBook>().AddHostedService<StockFollower>();
}
