namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// The gaps of many customers, as counts and sums to which a customer is added and from which it is taken: they commute, so it does not
/// matter in which order customers change. Customers with the same number of gaps, nearly the same mean and the same last purchase day
/// share a cell, which is all that <see cref="GapFit"/> needs to know of them. When there are too many cells, twice as many days share
/// one, which <see cref="DaysWide"/> tells. Mutable, not thread-safe.
/// </summary>
public sealed class GapPopulation
{
    /// <summary>About 40 bytes of memory each; a fit of so many takes a second or two.</summary>
    public const int DefaultMostCells = 200_000;

    /// <summary>Eleven years, within which there are 14,000 different cells at most: beyond that no limit is kept.</summary>
    private const int Widest = 4_096;

    private readonly int _mostCells;
    private Dictionary<GapCell, long> _cells = [];
    private HashSet<int> _changed = [];

    /// <param name="mostCells">Cells at most; at least 1.</param>
    public GapPopulation(int mostCells = DefaultMostCells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostCells, 1);
        _mostCells = mostCells;
    }

    /// <summary>Customers who ever bought.</summary>
    public long Customers { get; private set; }

    /// <summary>Customers with at least one gap.</summary>
    public long Returned { get; private set; }

    /// <summary>All gaps that ended.</summary>
    public long Gaps { get; private set; }

    /// <summary>How many days share a cell: 1, doubled each time that there were too many cells.</summary>
    public int DaysWide { get; private set; } = 1;

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
        WidenTo(other.DaysWide);
        foreach (var (cell, count) in other._cells)
        {
            Change(cell.Widened(DaysWide), count);
        }

        Customers += other.Customers;
        Returned += other.Returned;
        Gaps += other.Gaps;
        Within += other.Within;
        Fit();
    }

    /// <summary>The same as it is now, to be read while this one goes on.</summary>
    internal GapPopulation Copy() => new(_mostCells)
    {
        _cells = new(_cells), Customers = Customers, Returned = Returned, Gaps = Gaps, Within = Within, DaysWide = DaysWide,
    };

    /// <summary>The blocks of days whose cells changed since the last call.</summary>
    internal IReadOnlySet<int> TakeChangedBlocks()
    {
        var changed = _changed;
        _changed = [];
        return changed;
    }

    /// <summary>Takes sums over as they were, and nothing else; the cells follow by <see cref="Restore"/>.</summary>
    internal void RestoreSums(long customers, long returned, long gaps, long within, int daysWide) =>
        (Customers, Returned, Gaps, Within, DaysWide) = (customers, returned, gaps, within, daysWide);

    /// <summary>Replaces the cells of some blocks, whose customers are counted in the sums.</summary>
    internal void Restore(IReadOnlyCollection<int> blocks, IEnumerable<KeyValuePair<GapCell, long>> cells)
    {
        foreach (var cell in _cells.Keys.Where(cell => blocks.Contains(cell.Block)).ToList())
        {
            _cells.Remove(cell);
        }

        foreach (var (cell, customers) in cells)
        {
            _cells[cell] = customers;
        }
    }

    private void Count(GapStatistics customer, int lastDay, int sign)
    {
        Change(GapCell.Of(customer, lastDay, DaysWide), sign);
        Customers += sign;
        Returned += customer.Count > 0 ? sign : 0;
        Gaps += sign * customer.Count;
        Within += sign * customer.Within;
        Fit();
    }

    private void Change(GapCell cell, long count)
    {
        _changed.Add(cell.Block);
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

    private void Fit()
    {
        while (_cells.Count > _mostCells && DaysWide < Widest)
        {
            WidenTo(DaysWide * 2);
        }
    }

    private void WidenTo(int daysWide)
    {
        if (daysWide <= DaysWide)
        {
            return;
        }

        var narrower = _cells;
        (_cells, DaysWide) = (new(narrower.Count / 2), daysWide);
        foreach (var (cell, count) in narrower)
        {
            _changed.Add(cell.Block);
            Change(cell.Widened(daysWide), count);
        }
    }
}
