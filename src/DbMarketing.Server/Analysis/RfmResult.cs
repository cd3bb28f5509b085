using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Server.Analysis;

/// <summary>What an analysis of recency, frequency and monetary value found.</summary>
/// <param name="Lines">Lines of the file, without header and empty ones.</param>
/// <param name="Rejects">Refused lines by code.</param>
/// <param name="LaterLines">Lines after <paramref name="Now"/>.</param>
/// <param name="WithoutPurchase">Customers with refunds alone.</param>
/// <param name="Now">The day that recency is counted from.</param>
/// <param name="Orders">Orders of all customers.</param>
/// <param name="Scorer">The scores.</param>
internal sealed record RfmResult(
    long Lines, IReadOnlyDictionary<string, long> Rejects, long LaterLines, int WithoutPurchase, DateOnly Now, long Orders,
    RfmScorer Scorer)
{
    /// <summary>The shares of best customers whose share of revenue is shown.</summary>
    public static readonly IReadOnlyList<double> TopShares = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <summary>The number of <see cref="Now"/>.</summary>
    public int Today => BusinessDays.NumberOf(Now);
}
