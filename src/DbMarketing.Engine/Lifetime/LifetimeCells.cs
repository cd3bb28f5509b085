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

    /// <summary>A span of this population as a history in days; purchases of a later day than today count as of today.</summary>
    public PurchaseHistory HistoryOf(PurchaseSpan span, int today) => Histories.Of(DayOf(span.First), DayOf(span.Last), span.Repeats, today);

    /// <summary>What models are fitted from, in days.</summary>
    /// <param name="today">The day up to which customers are observed.</param>
    /// <param name="maxCells">With more cells, days are joined further, which costs next to nothing in exactness and much less time.</param>
    public (LifetimeData Data, int WidthDays) ToData(int today, int maxCells)
    {
        var coarseness = 0;
        var counts = Joined(coarseness);
        while (counts.Count > maxCells && coarseness < SpanCounts.Coarsest)
        {
            counts = Joined(++coarseness);
        }

        return (new()
        {
            Unit = LifetimeUnit.Day,
            Purchases = PurchaseCells.OfCounts(counts.Select(pair => (HistoryAt(pair.Key, coarseness, today), pair.Value))),
            Spends = Spends,
            MeanSpend = PurchaseDays > 0 ? (double)TotalRevenue / PurchaseDays : null,
        }, Math.Max(WidthDays, SpanCounts.WidthOf(coarseness)));
    }

    private PurchaseHistory HistoryAt(PurchaseSpan span, int coarseness, int today)
    {
        var width = SpanCounts.WidthOf(coarseness);
        return width <= WidthDays
            ? HistoryOf(span, today)
            : Histories.Of((span.First * width) + (width / 2), (span.Last * width) + (width / 2), span.Repeats, today);
    }

    private IReadOnlyCollection<KeyValuePair<PurchaseSpan, int>> Joined(int coarseness)
    {
        var width = SpanCounts.WidthOf(coarseness);
        if (width <= WidthDays)
        {
            return Customers;
        }

        var joined = new Dictionary<PurchaseSpan, int>();
        foreach (var (span, customers) in Customers)
        {
            var wider = new PurchaseSpan(span.First * WidthDays / width, span.Last * WidthDays / width, span.Repeats);
            joined[wider] = joined.GetValueOrDefault(wider) + customers;
        }

        return joined;
    }
}
