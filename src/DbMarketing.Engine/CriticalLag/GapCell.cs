namespace DbMarketing.Engine.CriticalLag;

/// <summary>Customers that a fit need not tell apart.</summary>
/// <param name="Gaps">Their gaps; from <see cref="MostGaps"/> on they count as that many, since more say nothing new of a mean.</param>
/// <param name="Mean">The mean of ln(gap in days), in steps of <see cref="Step"/>.</param>
/// <param name="LastDay">The day number of the last purchase, or the middle of the span of days that shares the cell.</param>
public readonly record struct GapCell(int Gaps, int Mean, int LastDay)
{
    /// <summary>The width of a step of the mean: 5 % of a gap.</summary>
    public const double Step = 0.05;

    /// <summary>Above this the customer's own mean outweighs the population's by far.</summary>
    public const int MostGaps = 64;

    /// <summary>The mean of ln(gap in days).</summary>
    internal double MeanLog => Mean * Step;

    /// <summary>Cells of about a month are saved together.</summary>
    internal int Block => LastDay >> 5;

    /// <summary>By day, then by gaps, then by their mean: an order in which the same cells always stand.</summary>
    internal (int Day, int Gaps, int Mean) Place => (LastDay, Gaps, Mean);

    /// <param name="daysWide">How many days share a cell; a power of 2.</param>
    internal static GapCell Of(GapStatistics customer, int lastDay, int daysWide) => new(
        Math.Min(customer.Count, MostGaps), (int)Math.Round(customer.MeanLog / Step), MiddleOf(lastDay, daysWide));

    /// <summary>The same customers where more days share a cell. A wider cell holds whole narrower ones, whatever came first.</summary>
    internal GapCell Widened(int daysWide) => this with { LastDay = MiddleOf(LastDay, daysWide) };

    private static int MiddleOf(int day, int daysWide) => (day & -daysWide) + (daysWide / 2);
}
