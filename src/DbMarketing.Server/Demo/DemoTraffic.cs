using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Server.Demo;

/// <summary>Runs the synthetic shop beside the server: its history once, then its visits at the wanted rate.</summary>
internal sealed partial class DemoTraffic(
    ICustomerEngine engine, StockBook stock, DemoOptions options, TimeProvider time, ILogger<DemoTraffic> logger) : BackgroundService
{
    private const int HistoryBatch = 500;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TellHistoryAsync(stoppingToken);
        var runId = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
        var shop = new DemoShop(engine, options, runId);
        var warehouse = new DemoStock(options.Seed);
        using var timer = new PeriodicTimer(s_tick, time);
        var owed = 0.0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (warehouse.Next(Now()) is { Count: > 0 } changed)
            {
                await TryAsync(async token => (await stock.RecordAsync(changed, token)).Count, stoppingToken);
            }

            // A step sends about two interactions; what was sent too much or too little evens out over the next ticks.
            owed = Math.Min(owed + (options.Rate * s_tick.TotalSeconds), options.Rate);
            if (owed >= 1)
            {
                var steps = Math.Max(1, (int)(owed / 2));
                owed -= await TryAsync(token => shop.StepAsync(steps, Now(), token), stoppingToken);
            }
        }
    }

    private async Task TellHistoryAsync(CancellationToken cancellationToken)
    {
        var last = DemoPerson.Of(options.Seed, options.People);
        if (await TryAsync(async token => await engine.ViewAsync(CustomerId.Known(last.CustomerId), token) is null
            ? 0 : 1, cancellationToken) == 1)
        {
            return;
        }

        // The last person is told of by an account too, or the look above could never find them.
        var now = Now();
        var people = Enumerable.Range(1, options.People).Select(number => DemoPerson.Of(options.Seed, number));
        var history = people.Select(person => person.Number == options.People ? person with { HasAccount = true } : person)
            .SelectMany(person => DemoHistory.Of(person, options.Seed, now));
        var told = 0;
        foreach (var batch in history.Chunk(HistoryBatch))
        {
            told += await TryAsync(async token => (await engine.RecordAsync(batch, token)).Count, cancellationToken);
        }

        LogHistory(told, options.People);
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<int> TryAsync(Func<CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act(cancellationToken);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException)
        {
            LogPaused(exception.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            return 0;
        }
    }
}
