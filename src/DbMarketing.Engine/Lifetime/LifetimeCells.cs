namespace DbMarketing.Engine.Lifetime;

/// <summary>The population as the lifetime models see it, as of an instant. Immutable.</summary>
public sealed class LifetimeCells
{
    /// <summary>Every turn that was committed by then is counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Days that count as one: 1, unless there are too many cells.</summary>
    public required int WidthDays { get; init; }

    /// <summary>
    /// Customers by their spans, in the order of these, with the numbers of the stretches of <see cref="WidthDays"/>.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<PurchaseSpan, int>> Customers { get; init; }

    /// <summary>Customers by number and mean of their repeat purchases, in that order.</summary>
    public required IReadOnlyList<SpendCell> Spends { get; init; }

    /// <summary>Net revenue of the customers by their first day (its stretch), ascending; base currency.</summary>
    public required IReadOnlyDictionary<int, decimal> Revenue { get; init; }

    /// <summary>Days with a purchase of all customers, first ones included.</summary>
    public required long PurchaseDays { get; init; }

    /// <summary>Net revenue of all, base currency.</summary>
    public required decimal TotalRevenue { get; init; }

    /// <summary>The day that stands for a stretch: its middle.</summary>
    public int DayOf(int stretch) => (stretch * WidthDays) + ((WidthDays - 1) / 2);

    /// <summary>Those whose first purchase was by a day, which is the last of a stretch.</summary>
    public IEnumerable<KeyValuePair<PurchaseSpan, int>> FirstBy(int day) =>
        Customers.TakeWhile(pair => ((pair.Key.First + 1) * WidthDays) - 1 <= day);

    /// <summary>A span of this population as a history in days; purchases of a later day than today count as of today.</summary>
    public PurchaseHistory HistoryOf(PurchaseSpan span, int today) =>
        Histories.Of(DayOf(span.First), DayOf(span.Last), span.Repeats, today);

    /// <summary>What models are fitted from, in days.</summary>
    /// <param name="today">The day up to which customers are observed.</param>
    /// <param name="maxCells">With more cells, days are joined first: that costs little exactness and saves much time.</param>
    public (LifetimeData Data, int WidthDays) ToData(int today, int maxCells)
    {
        var joined = Joined(maxCells);
        return (new()
        {
            Unit = LifetimeUnit.Day,
            Purchases = PurchaseCells.OfCounts(joined.Customers.Select(pair => (joined.HistoryOf(pair.Key, today), pair.Value))),
            Spends = Spends,
            MeanSpend = PurchaseDays > 0 ? (double)TotalRevenue / PurchaseDays : null,
        }, joined.WidthDays);
    }

    /// <summary>The same with days joined until there are no more cells than this, as far as that goes.</summary>
    public LifetimeCells Joined(int maxCells)
    {
        var joined = this;
        for (var coarseness = 0; joined.Customers.Count > maxCells && coarseness < SpanCounts.Coarsest; coarseness++)
        {
            joined = SpanCounts.WidthOf(coarseness + 1) > WidthDays ? Joined(SpanCounts.WidthOf(coarseness + 1) / WidthDays, this) : joined;
        }

        return joined;
    }

    private static LifetimeCells Joined(int factor, LifetimeCells cells)
    {
        var customers = new Dictionary<PurchaseSpan, int>();
        foreach (var (span, count) in cells.Customers)
        {
            var wider = new PurchaseSpan(span.First / factor, span.Last / factor, span.Repeats);
            customers[wider] = customers.GetValueOrDefault(wider) + count;
        }

        return new()
        {
            AsOf = cells.AsOf,
            WidthDays = cells.WidthDays * factor,
            Customers = [.. customers.OrderBy(static pair => pair.Key, PurchaseSpan.InOrder)],
            Spends = cells.Spends,
            Revenue = cells.Revenue.GroupBy(pair => pair.Key / factor)
                .ToDictionary(static days => days.Key, static days => days.Sum(day => day.Value)),
            PurchaseDays = cells.PurchaseDays,
            TotalRevenue = cells.TotalRevenue,
        };
    }
}
