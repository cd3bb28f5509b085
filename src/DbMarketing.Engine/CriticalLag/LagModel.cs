using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// A fitted model of all customers' gaps, as it is stored. It holds for decisions and memberships until another version does, as a
/// playbook. Immutable.
/// </summary>
public sealed record LagModel : IFittedModel
{
    /// <summary>How far a refit must move the median gap, as a share, to be taken up.</summary>
    public const double MedianMoves = 0.05;

    /// <summary>How far it must move one of the two spreads, as a share.</summary>
    public const double SpreadMoves = 0.1;

    /// <summary>How far it must move the share lost.</summary>
    public const double LostMoves = 0.02;

    private static readonly Dictionary<string, GapModel> s_none = [];

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
    /// The gaps within the product categories that the playbook listed when it was fitted. Each is the category's own, drawn towards
    /// <see cref="All"/> the more the fewer customers have come back for it: as if <see cref="PriorCustomers"/> had by the shop's model.
    /// With too few for a fit it is the shop's. One that was stored before there were categories has none.
    /// </summary>
    public IReadOnlyDictionary<string, GapModel> Categories { get; init => field = value ?? s_none; } = s_none;

    /// <summary>What the shop's model counts for beside a category's own.</summary>
    public const int PriorCustomers = 100;

    /// <summary>
    /// The model of a category, or of any purchases (<see cref="LagReading.All"/>, and a category that it does not know).
    /// </summary>
    public GapModel ModelOf(string scope) => Categories.GetValueOrDefault(scope, All);

    /// <summary>
    /// The model of these gaps as of a day; null when they are too few (<see cref="GapFit.Enough"/>). The same gaps and day give the same
    /// version on every node.
    /// </summary>
    /// <param name="population">Not changed meanwhile.</param>
    /// <param name="categories">The gaps within each category that is to have a model; not changed meanwhile.</param>
    /// <param name="today">The day number until which nothing came.</param>
    /// <param name="now">When it is fitted.</param>
    public static LagModel? Fit(
        GapPopulation population, IReadOnlyDictionary<string, GapPopulation> categories, int today, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(categories);
        if (GapFit.Fit(population, today) is not { } all)
        {
            return null;
        }

        var models = new SortedDictionary<string, GapModel>(StringComparer.Ordinal);
        foreach (var (category, gaps) in categories)
        {
            models[category] = GapFit.Fit(gaps, today) is { } own
                ? own.DrawnTo(all, PriorCustomers / (double)(PriorCustomers + gaps.Returned)) : all;
        }

        return new()
        {
            Version = VersionOf(all, models),
            Categories = models,
            FittedAt = now,
            Customers = population.Customers,
            Returned = population.Returned,
            Gaps = population.Gaps,
            All = all,
        };
    }

    /// <summary>
    /// Whether the other is so far away that memberships should follow it: its median gap by <see cref="MedianMoves"/>, a spread by
    /// <see cref="SpreadMoves"/>, or its share lost by <see cref="LostMoves"/>, of all or within a category; or it has other categories.
    /// </summary>
    public bool IsFarFrom(LagModel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return AreFar(All, other.All) || Categories.Count != other.Categories.Count
            || Categories.Any(one => !other.Categories.TryGetValue(one.Key, out var model) || AreFar(one.Value, model));
    }

    private static bool AreFar(GapModel one, GapModel other) => Math.Abs(one.Mean - other.Mean) > Math.Log(1 + MedianMoves)
        || SpreadMoved(one.BetweenVariance, other.BetweenVariance)
        || SpreadMoved(one.WithinVariance, other.WithinVariance)
        || Math.Abs(one.Lost - other.Lost) > LostMoves;

    private static bool SpreadMoved(double variance, double other) =>
        Math.Abs(Math.Sqrt(variance) - Math.Sqrt(other)) > SpreadMoves * Math.Sqrt(other);

    private static string VersionOf(GapModel all, SortedDictionary<string, GapModel> categories)
    {
        static string Text(GapModel model) => string.Create(
            CultureInfo.InvariantCulture, $"{model.Mean:R} {model.BetweenVariance:R} {model.WithinVariance:R} {model.Lost:R}");

        var text = Text(all) + string.Concat(categories.Select(static one => $"\n{one.Key} {Text(one.Value)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }
}
