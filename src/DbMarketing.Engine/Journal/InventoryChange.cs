namespace DbMarketing.Engine.Journal;

/// <summary>Decides which rows of a batch hold, from what is stored: the same in every dialect. Pure.</summary>
internal sealed class InventoryChange
{
    private readonly Dictionary<string, InventoryRow> _rows = new(StringComparer.Ordinal);

    /// <param name="asked">The batch; of several rows of one product the latest holds.</param>
    /// <param name="stored">When each of the batch's products was stored as of, by product.</param>
    /// <param name="products">Products that are stored; any number where they need not be counted (<see cref="MustCount"/>).</param>
    /// <param name="maxProducts">Products that may be stored.</param>
    /// <param name="revision">The last revision that was given.</param>
    public InventoryChange(
        IReadOnlyList<InventoryRow> asked, Dictionary<string, DateTimeOffset> stored, long products, int maxProducts, long revision)
    {
        var room = MustCount(asked, stored, maxProducts, revision) ? maxProducts - products : asked.Count;
        var added = 0;
        var outcomes = new List<InventoryOutcome>(asked.Count);
        foreach (var row in asked)
        {
            var isNew = !stored.TryGetValue(row.Product, out var at);
            var outcome = !isNew && row.At <= at ? InventoryOutcome.Late
                : isNew && added >= room ? InventoryOutcome.Full
                : InventoryOutcome.Applied;
            outcomes.Add(outcome);
            if (outcome == InventoryOutcome.Applied)
            {
                added += isNew ? 1 : 0;
                stored[row.Product] = row.At;
                _rows[row.Product] = row with { Revision = ++revision };
            }
        }

        Outcomes = outcomes;
    }

    /// <summary>
    /// Whether the stored products have to be counted, which reads all of them: the batch has a new one, and may bring them beyond the
    /// limit. Each stored product took a revision of its own, so there are no more than revisions.
    /// </summary>
    public static bool MustCount(
        IReadOnlyList<InventoryRow> asked, Dictionary<string, DateTimeOffset> stored, int maxProducts, long revision) =>
        revision + asked.Count > maxProducts && asked.Any(row => !stored.ContainsKey(row.Product));

    /// <summary>One for each row of the batch.</summary>
    public IReadOnlyList<InventoryOutcome> Outcomes { get; }

    /// <summary>What is to be stored, each product once.</summary>
    public IReadOnlyCollection<InventoryRow> Rows => _rows.Values;
}
