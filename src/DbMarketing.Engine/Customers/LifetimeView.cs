namespace DbMarketing.Engine.Customers;

/// <summary>
/// What the customer is expected to do and to be worth, by the models that were fitted to the population; numbers to six decimals.
/// </summary>
public sealed record LifetimeView
{
    /// <summary>Version of the models.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// Every turn of any customer that was committed by then is in what the models were fitted from; the customer's own history is as of
    /// now.
    /// </summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Of purchases, such as <c>bgNbd</c>.</summary>
    public required string PurchaseModel { get; init; }

    /// <summary>Of spend, such as <c>gammaGamma</c>.</summary>
    public required string SpendModel { get; init; }

    /// <summary>Probability that the customer has not left for good.</summary>
    public required double Alive { get; init; }

    /// <summary>One minus it.</summary>
    public required double Churn { get; init; }

    /// <summary>Days with a purchase to come.</summary>
    public required IReadOnlyList<ExpectedPurchases> Purchases { get; init; }

    /// <summary>Spend of a day with a purchase, in base currency.</summary>
    public required ExpectedAmount OrderValue { get; init; }

    /// <summary>Discounted margin of the purchases within the horizon, in base currency.</summary>
    public required ExpectedAmount Value { get; init; }

    /// <summary>The probability that the customer's own expectation lies in a range.</summary>
    public required double RangeProbability { get; init; }

    /// <summary>The playbook's terms of the value.</summary>
    public required double Margin { get; init; }

    public required double DiscountRate { get; init; }

    public required int HorizonMonths { get; init; }
}

/// <param name="Days">Within so many days.</param>
/// <param name="Mean">Expected.</param>
/// <param name="Low">Lower end of the credible range.</param>
/// <param name="High">Upper end.</param>
public sealed record ExpectedPurchases(int Days, double Mean, double Low, double High);

/// <param name="Mean">Expected.</param>
/// <param name="Low">Lower end of the credible range.</param>
/// <param name="High">Upper end.</param>
public sealed record ExpectedAmount(double Mean, double Low, double High);
