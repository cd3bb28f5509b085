using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// A fitted model of all customers' gaps, as it is stored. It holds for decisions and memberships until another version does, as a playbook.
/// Immutable.
/// </summary>
public sealed record LagModel : IFittedModel
{
    /// <summary>How far a refit must move the median gap, as a share, to be taken up.</summary>
    public const double MedianMoves = 0.05;

    /// <summary>How far it must move one of the two spreads, as a share.</summary>
    public const double SpreadMoves = 0.1;

    /// <summary>How far it must move the share lost.</summary>
    public const double LostMoves = 0.02;

    /// <inheritdoc/>
    public required string Version { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset FittedAt { get; init; }

    /// <summary>Customers who had bought.</summary>
    public required long Customers { get; init; }

    /// <summary>Of them, who had come back.</summary>
    public required long Returned { get; init; }

    /// <summary>Gaps that had ended.</summary>
    public required long Gaps { get; init; }

    /// <summary>The gaps between any two purchase days.</summary>
    public required GapModel All { get; init; }

    /// <summary>
    /// The model of these gaps as of a day; null when they are too few (<see cref="GapFit.Enough"/>). The same gaps and day give the same
    /// version on every node.
    /// </summary>
    /// <param name="population">Not changed meanwhile.</param>
    /// <param name="today">The day number until which nothing came.</param>
    /// <param name="now">When it is fitted.</param>
    public static LagModel? Fit(GapPopulation population, int today, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(population);
        return GapFit.Fit(population, today) is not { } all ? null : new()
        {
            Version = VersionOf(all),
            FittedAt = now,
            Customers = population.Customers,
            Returned = population.Returned,
            Gaps = population.Gaps,
            All = all,
        };
    }

    /// <summary>
    /// Whether the other is so far away that memberships should follow it: its median gap by <see cref="MedianMoves"/>, a spread by
    /// <see cref="SpreadMoves"/>, or its share lost by <see cref="LostMoves"/>.
    /// </summary>
    public bool IsFarFrom(LagModel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Math.Abs(All.Mean - other.All.Mean) > Math.Log(1 + MedianMoves)
            || SpreadMoved(All.BetweenVariance, other.All.BetweenVariance)
            || SpreadMoved(All.WithinVariance, other.All.WithinVariance)
            || Math.Abs(All.Lost - other.All.Lost) > LostMoves;
    }

    private static bool SpreadMoved(double variance, double other) =>
        Math.Abs(Math.Sqrt(variance) - Math.Sqrt(other)) > SpreadMoves * Math.Sqrt(other);

    private static string VersionOf(GapModel all)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{all.Mean:R} {all.BetweenVariance:R} {all.WithinVariance:R} {all.Lost:R}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }
}
