namespace DbMarketing.Engine.Lifetime;

/// <summary>What the business decides about a lifetime value.</summary>
public sealed record LifetimeTerms
{
    /// <summary>The longest horizon, in months.</summary>
    public const int MaxHorizonMonths = 120;

    /// <summary>The highest discount rate of a year.</summary>
    public const double MaxDiscountRate = 10;

    /// <summary>The longest time that purchases are expected for, in days.</summary>
    public const int MaxDays = 3_650;

    /// <summary>The most times that purchases are expected for.</summary>
    public const int MaxTimes = 10;

    /// <summary>The most draws for a credible range.</summary>
    public const int MaxDraws = 100_000;

    /// <summary>A twelfth of a year of 365 days.</summary>
    public const double DaysPerMonth = 365.0 / 12;

    /// <summary>The share of what is spent that is earned: above 0 and up to 1.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>What money is worth less a year later: 0.1 for ten per cent; 0 up to 10.</summary>
    public double AnnualDiscountRate { get; init; } = 0.1;

    /// <summary>Purchases after this many months count nothing: 1 to 120.</summary>
    public int HorizonMonths { get; init; } = 36;

    /// <summary>Times to expect purchases for, in days.</summary>
    public IReadOnlyList<int> Days { get; init; } = [30, 90, 365];

    /// <summary>Draws from a customer's posterior distribution for a credible range: 0 for none, or 100 to 100,000.</summary>
    public int Draws { get; init; } = 400;

    /// <summary>The probability within a credible range, as much below as above it: above 0 and below 1.</summary>
    public double RangeProbability { get; init; } = 0.9;

    /// <exception cref="ArgumentException">A term is out of its range; the message names it, its value and the range.</exception>
    internal void Check()
    {
        Refuse(!(Margin > 0 && Margin <= 1), nameof(Margin), Margin, "above 0 and up to 1");
        Refuse(
            !(AnnualDiscountRate >= 0 && AnnualDiscountRate <= MaxDiscountRate), nameof(AnnualDiscountRate), AnnualDiscountRate,
            $"0 to {MaxDiscountRate}");
        Refuse(HorizonMonths is < 1 or > MaxHorizonMonths, nameof(HorizonMonths), HorizonMonths, $"1 to {MaxHorizonMonths}");
        Refuse(Days.Count > MaxTimes, nameof(Days), Days.Count, $"at most {MaxTimes} times");
        Refuse(Days.Any(days => days is < 1 or > MaxDays), nameof(Days), string.Join(", ", Days), $"1 to {MaxDays} each");
        Refuse(Draws is < 0 or (> 0 and < 100) or > MaxDraws, nameof(Draws), Draws, $"0, or 100 to {MaxDraws}");
        Refuse(!(RangeProbability > 0 && RangeProbability < 1), nameof(RangeProbability), RangeProbability, "above 0 and below 1");
    }

    private static void Refuse(bool refused, string name, object value, string allowed)
    {
        if (refused)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; {allowed} is allowed."));
        }
    }
}
