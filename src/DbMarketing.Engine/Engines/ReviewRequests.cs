using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Engines;

/// <summary>Asks customers for their reviews, wherever they live: so many at once, and so many a second.</summary>
internal sealed partial class ReviewRequests(ActorHost host, ICustomerActors actors, int perSecond, ILogger logger)
{
    private readonly LoadPace _pace = new(perSecond);

    /// <summary>
    /// Asks at most <see cref="EngineLimits.ReviewsAtOnce"/> customers together, and says how they fared. Who was put off is to be asked
    /// again; what to do about a review that failed is for the sweep to say.
    /// </summary>
    public async Task<ReviewOutcome> AskAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken stopping)
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

        var faults = await Task.WhenAll(customers.Select(AskAsync));
        var putOff = faults.Where(static fault => IsOfTheNode(fault)).ToList();
        if (putOff is [{ } first, ..])
        {
            LogPutOff(logger, putOff.Count, first.Message);
        }

        return new(
            faults.Count(static fault => fault is null), putOff.Count,
            [.. customers.Zip(faults).Where(static pair => pair.Second is not null && !IsOfTheNode(pair.Second))
                .Select(static pair => (pair.First, pair.Second!))]);
    }

    private static bool IsOfTheNode(Exception? fault) => fault is JournalUnavailableException or EngineOverloadedException;

    /// <summary>What the review failed of; null when it did not.</summary>
    private async Task<Exception?> AskAsync(CustomerId customer)
    {
        try
        {
            await actors.AskAsync(customer, new ReviewCall(), CancellationToken.None);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The reviews of {Customers} customers were put off: {Reason}")]
    private static partial void LogPutOff(ILogger logger, int customers, string reason);
}
