namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// How many customers have bought first and last on which days and on how many between, kept live: a customer who buys moves from one cell
/// to another. Moves may come in any order of customers. When more cells are in use than the limit allows, days are joined to weeks, then
/// to four weeks, then to twice as many again, until they fit, which <see cref="WidthDays"/> tells. Not thread-safe.
/// </summary>
public sealed class SpanCounts
{
    /// <summary>About 50 bytes of memory each.</summary>
    public const int DefaultMaxCells = 1_000_000;

    /// <summary>All days are one stretch; then a cell is left for each number of repeat purchases, which days bound.</summary>
    internal const int Coarsest = 12;

    private const int BlockDays = 28;

    private readonly int _maxCells;
    private readonly HashSet<int> _unsaved = [];
    private SortedDictionary<int, SpanBlock> _blocks = [];
    private int _coarseness;

    /// <param name="maxCells">Cells in use at most; at least 1.</param>
    public SpanCounts(int maxCells = DefaultMaxCells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCells, 1);
        _maxCells = maxCells;
    }

    /// <summary>Days that count as one: 1, 7, 28, 56 …</summary>
    public int WidthDays => WidthOf(_coarseness);

    /// <summary>Cells in use.</summary>
    public int Cells { get; private set; }

    /// <summary>Every cell with its customers, in order; days are numbers of stretches of <see cref="WidthDays"/>.</summary>
    public IEnumerable<KeyValuePair<PurchaseSpan, int>> Customers =>
        _blocks.Values.SelectMany(static block => block.Customers.OrderBy(static pair => pair.Key, PurchaseSpan.InOrder));

    /// <summary>Net revenue of the customers by their first day (the number of its stretch), ascending; base currency.</summary>
    public IEnumerable<KeyValuePair<int, decimal>> Revenue =>
        _blocks.Values.SelectMany(static block => block.Revenue.OrderBy(static pair => pair.Key));

    /// <summary>A customer's days and net revenue were these and are those; null for who had, or has, not bought.</summary>
    public void Move((PurchaseSpan Span, decimal Revenue)? before, (PurchaseSpan Span, decimal Revenue)? after)
    {
        if (before is { } left)
        {
            Add(left.Span, left.Revenue, -1);
        }

        if (after is { } entered)
        {
            Add(entered.Span, entered.Revenue, 1);
        }

        while (Cells > _maxCells && _coarseness < Coarsest)
        {
            Coarsen();
        }
    }

    /// <summary>The blocks that changed since the last call, by their keys. One that is empty by now is among them.</summary>
    public IEnumerable<(int Key, int Cells, byte[] Encoded)> CaptureChanges()
    {
        foreach (var key in _unsaved.Order())
        {
            var block = _blocks[key];
            yield return (key, block.Cells, block.Encode(_coarseness));
        }

        _unsaved.Clear();
    }

    /// <summary>Takes over a block as it was captured, in place of its older self.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or of another format.</exception>
    public void Restore(int key, byte[] encoded)
    {
        var (block, coarseness) = SpanBlock.Decode(encoded);
        Cells += block.Cells - (_blocks.GetValueOrDefault(key)?.Cells ?? 0);
        (_blocks[key], _coarseness) = (block, coarseness);
    }

    internal static int WidthOf(int coarseness) => coarseness switch
    {
        0 => 1,
        1 => 7,
        _ => BlockDays << (coarseness - 2),
    };

    private void Add(PurchaseSpan span, decimal revenue, int customers)
    {
        var width = WidthDays;
        AddStretch(new(span.First / width, span.Last / width, span.Repeats), revenue * customers, customers);
    }

    private void AddStretch(PurchaseSpan span, decimal revenue, int customers)
    {
        var block = Change(span.First);
        var before = block.Cells;
        block.Add(span, customers);
        block.AddRevenue(span.First, revenue);
        Cells += block.Cells - before;
    }

    private SpanBlock Change(int first)
    {
        var key = (int)((long)first * WidthDays / BlockDays);
        if (!_blocks.TryGetValue(key, out var block))
        {
            _blocks[key] = block = new();
        }

        _unsaved.Add(key);
        return block;
    }

    private void Coarsen()
    {
        var finer = _blocks;
        var factor = WidthOf(_coarseness + 1) / WidthDays;
        // Blocks that nothing is in any more stay, empty, so that whoever follows what is saved learns of it.
        _blocks = new(finer.ToDictionary(static block => block.Key, static _ => new SpanBlock()));
        _unsaved.UnionWith(finer.Keys);
        _coarseness++;
        Cells = 0;
        foreach (var block in finer.Values)
        {
            foreach (var (span, customers) in block.Customers)
            {
                AddStretch(new(span.First / factor, span.Last / factor, span.Repeats), 0, customers);
            }

            foreach (var (first, sum) in block.Revenue)
            {
                Change(first / factor).AddRevenue(first / factor, sum);
            }
        }
    }
}
