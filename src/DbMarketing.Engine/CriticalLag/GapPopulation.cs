namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// The gaps of many customers, as counts and sums to which a customer is added and from which it is taken: they commute, so it does not
/// matter in which order customers change. Customers with the same number of gaps, nearly the same mean and the same last purchase day
/// share a cell, which is all that <see cref="GapFit"/> needs to know of them. Mutable, not thread-safe.
/// </summary>
public sealed class GapPopulation
{
    private readonly Dictionary<GapCell, long> _cells = [];

    /// <summary>Customers who ever bought.</summary>
    public long Customers { get; private set; }

    /// <summary>Customers with at least one gap.</summary>
    public long Returned { get; private set; }

    /// <summary>All gaps that ended.</summary>
    public long Gaps { get; private set; }

    /// <summary>How many customers share a cell, by cell; no count is zero.</summary>
    public IReadOnlyDictionary<GapCell, long> Cells => _cells;

    /// <summary>The sum of squares of ln(gap) about the customers' own means, in millionths.</summary>
    internal long Within { get; private set; }

    /// <summary>A customer has bought for the first time, or is added to the population.</summary>
    /// <param name="customer">Its gaps.</param>
    /// <param name="lastDay">The day number of its last purchase.</param>
    public void Add(GapStatistics customer, int lastDay) => Count(customer, lastDay, 1);

    /// <summary>A customer is taken out as it was added: before it is added as it is now, or for good.</summary>
    public void Remove(GapStatistics customer, int lastDay) => Count(customer, lastDay, -1);

    /// <summary>Adds other customers.</summary>
    public void Add(GapPopulation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (cell, count) in other._cells)
        {
            Change(cell, count);
        }

        Customers += other.Customers;
        Returned += other.Returned;
        Gaps += other.Gaps;
        Within += other.Within;
    }

    private void Count(GapStatistics customer, int lastDay, int sign)
    {
        Change(GapCell.Of(customer, lastDay), sign);
        Customers += sign;
        Returned += customer.Count > 0 ? sign : 0;
        Gaps += sign * customer.Count;
        Within += sign * customer.Within;
    }

    private void Change(GapCell cell, long count)
    {
        var now = _cells.GetValueOrDefault(cell) + count;
        if (now == 0)
        {
            _cells.Remove(cell);
        }
        else
        {
            _cells[cell] = now;
        }
    }
}

/// <summary>Customers that a fit need not tell apart.</summary>
/// <param name="Gaps">Their gaps; from <see cref="MostGaps"/> on they count as that many, since more say nothing new of a mean.</param>
/// <param name="Mean">The mean of ln(gap in days), in steps of <see cref="Step"/>.</param>
/// <param name="LastDay">The day number of the last purchase.</param>
public readonly record struct GapCell(int Gaps, int Mean, int LastDay)
{
    /// <summary>The width of a step of the mean: 5 % of a gap.</summary>
    public const double Step = 0.05;

    /// <summary>Above this the customer's own mean outweighs the population's by far.</summary>
    public const int MostGaps = 64;

    /// <summary>The mean of ln(gap in days).</summary>
    internal double MeanLog => Mean * Step;

    internal static GapCell Of(GapStatistics customer, int lastDay) =>
        new(Math.Min(customer.Count, MostGaps), (int)Math.Round(customer.MeanLog / Step), lastDay);
}
