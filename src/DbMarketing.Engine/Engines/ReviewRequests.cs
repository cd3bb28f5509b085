using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>Asks customers for their reviews, wherever they live: so many at once, and so many a second.</summary>
internal sealed partial class ReviewRequests(ActorHost host, ICustomerActors actors, int perSecond, ILogger logger)
{
    private readonly LoadPace _pace = new(perSecond);

    /// <summary>
    /// Asks at most <see cref="EngineLimits.ReviewsAtOnce"/> customers together. False when one could not be served now and is to be asked
    /// again; one whose review failed otherwise is logged, and left to the next.
    /// </summary>
    public async Task<bool> AskAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken stopping)
    {
        var wait = TimeSpan.Zero;
        foreach (var _ in customers)
        {
            wait = _pace.TakeTurn(host.Time.GetUtcNow());
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, host.Time, stopping);
        }

        return !(await Task.WhenAll(customers.Select(AskAsync))).Contains(false);
    }

    private async Task<bool> AskAsync(CustomerId customer)
    {
        try
        {
            await actors.AskAsync(customer, new ReviewCall(), CancellationToken.None);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or EngineOverloadedException)
        {
            LogPutOff(logger, exception.Message);
            return false;
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception);
        }

        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "The review of a customer was put off: {Reason}")]
    private static partial void LogPutOff(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Error, "The review of a customer failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
