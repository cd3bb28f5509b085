using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>What lies in the cart by the latest interactions. An order empties it; a checkout that lists products restates it.</summary>
public sealed class Cart
{
    /// <summary>The cart of a customer who has touched none; never changed.</summary>
    internal static readonly Cart Empty = new();

    private NewestList<CartCell> _cells;
    private long _resetMs = long.MinValue;
    private ulong _resetHash;
    private IReadOnlyList<ProductLine>? _lines;

    /// <summary>In the order of their product ids.</summary>
    public IReadOnlyList<ProductLine> Lines => _lines ??= Fold();

    /// <summary>Sum of price times quantity of the lines with a known price, in the shop's own currency.</summary>
    public decimal Value => Lines.Sum(line => line.Quantity * (line.Price ?? 0));

    public DateTimeOffset? ChangedAt
    {
        get
        {
            var last = Math.Max(_cells.Count > 0 ? _cells.Items[^1].AtMs : long.MinValue, _resetMs);
            return last == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(last);
        }
    }

    internal void Change(CartChange change, IReadOnlyList<ProductLine> products, long atMs, ulong hash)
    {
        if (change is CartChange.Emptied || (change is CartChange.CheckoutStarted && products.Count > 0))
        {
            Reset(atMs, hash);
        }

        for (var i = 0; i < products.Count && change is not CartChange.Emptied; i++)
        {
            var line = products[i];
            Add(new(atMs, hash, i, change is CartChange.Removed ? line with { Quantity = -line.Quantity } : line));
        }
    }

    /// <summary>Empties the cart as of a point in time; what was added later stays.</summary>
    internal void Reset(long atMs, ulong hash)
    {
        if ((atMs, hash).CompareTo((_resetMs, _resetHash)) <= 0)
        {
            return;
        }

        (_resetMs, _resetHash, _lines) = (atMs, hash, null);
        while (_cells.Count > 0 && !IsAfterReset(_cells.Items[0]))
        {
            _cells.RemoveAt(0);
        }
    }

    internal CartSnapshot? Capture() => _cells.Count == 0 && _resetMs == long.MinValue ? null : new(
        _resetMs,
        unchecked((long)_resetHash),
        [.. _cells.Items.ToArray().Select(cell => new CartLineSnapshot(cell.AtMs, unchecked((long)cell.Hash), cell.Index, cell.Line))]);

    internal void Merge(CartSnapshot? other)
    {
        if (other is null)
        {
            return;
        }

        Reset(other.ResetMs, unchecked((ulong)other.ResetHash));
        foreach (var line in other.Lines)
        {
            Add(new(line.AtMs, unchecked((ulong)line.Hash), line.Index, line.Line));
        }
    }

    private void Add(CartCell cell)
    {
        if (IsAfterReset(cell))
        {
            _lines = null;
            _cells.Add(cell, StateLimits.CartLines, out _);
        }
    }

    // A checkout resets and adds with one and the same interaction: its own lines stay.
    private bool IsAfterReset(CartCell cell) => (cell.AtMs, cell.Hash).CompareTo((_resetMs, _resetHash)) >= 0;

    private List<ProductLine> Fold()
    {
        var lines = new SortedDictionary<string, ProductLine>(StringComparer.Ordinal);
        foreach (var cell in _cells.Items)
        {
            var known = lines.GetValueOrDefault(cell.Line.ProductId);
            var quantity = (known?.Quantity ?? 0) + cell.Line.Quantity;
            if (quantity <= 0)
            {
                lines.Remove(cell.Line.ProductId);
                continue;
            }

            lines[cell.Line.ProductId] = new(
                cell.Line.ProductId, quantity, cell.Line.Price ?? known?.Price,
                cell.Line.Category ?? known?.Category, cell.Line.Name ?? known?.Name);
        }

        return [.. lines.Values];
    }

    private readonly record struct CartCell(long AtMs, ulong Hash, int Index, ProductLine Line) : IComparable<CartCell>
    {
        public int CompareTo(CartCell other) => (AtMs, Hash, Index).CompareTo((other.AtMs, other.Hash, other.Index));
    }
}
