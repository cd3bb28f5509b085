namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// What the purchase models know of one customer, in the symbols of Fader, Hardie and Lee (2005). Purchases of one day count as one, and
/// the first purchase counts as none. Times are in one unit of the caller's choice, the same for all customers.
/// </summary>
public readonly record struct PurchaseHistory
{
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public PurchaseHistory(int frequency, double recency, double age)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frequency);
        if (!double.IsFinite(age) || age < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(age), age, "The age must be a finite number, 0 or more.");
        }

        if (!(recency >= 0 && recency <= age) || (frequency == 0 && recency > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(recency), recency, $"The recency must be 0 to the age {age}, and 0 without repeat purchases.");
        }

        Frequency = frequency;
        Recency = recency;
        Age = age;
    }

    /// <summary>x: days with a purchase after the first one.</summary>
    public int Frequency { get; }

    /// <summary>t_x: time from the first purchase to the last; 0 when there was one alone.</summary>
    public double Recency { get; }

    /// <summary>T: time from the first purchase to the end of the observation.</summary>
    public double Age { get; }

    internal PurchaseHistory Scaled(double factor) => new(Frequency, Math.Min(Recency * factor, Age * factor), Age * factor);
}
