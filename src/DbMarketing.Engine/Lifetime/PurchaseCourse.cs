namespace DbMarketing.Engine.Lifetime;

/// <summary>How one customer's purchases go on: at a rate, until the customer leaves at another.</summary>
/// <param name="Rate">Purchases for each unit of time while the customer stays.</param>
/// <param name="DropoutRate">The hazard of leaving for each unit of time; 0 for one who stays.</param>
public readonly record struct PurchaseCourse(double Rate, double DropoutRate)
{
    /// <summary>Expected purchases in a time: λ (1 − e^−δt) / δ.</summary>
    public double Expected(double time)
    {
        var lost = DropoutRate * time;
        return Rate * time * (lost == 0 ? 1 : -StableMath.ExpM1(-lost) / lost);
    }

    /// <summary>Expected purchases of equal periods, each discounted to the start by the end of its period.</summary>
    /// <param name="period">Length of a period.</param>
    /// <param name="count">How many periods.</param>
    /// <param name="factor">What a purchase one period ahead counts for, above 0 and up to 1.</param>
    public double Discounted(double period, int count, double factor)
    {
        // A geometric series: what is kept and still counts after one more period.
        var kept = Math.Exp(-DropoutRate * period) * factor;
        var sum = kept == 1 ? count : (1 - Math.Pow(kept, count)) / (1 - kept);
        return Expected(period) * factor * sum;
    }
}
