namespace DbMarketing.Engine.CrossSell;

/// <summary>The distinct items of one order, in ordinal order. How many pieces were bought does not matter.</summary>
public sealed class Basket
{
    /// <summary>Items of one basket; their pairs grow with the square.</summary>
    public const int MaxItems = 2_000;

    private readonly string[] _items;

    private Basket(string[] items) => _items = items;

    /// <summary>No items: what an order was before it came, and is after it went.</summary>
    public static Basket Empty { get; } = new([]);

    public IReadOnlyList<string> Items => _items;

    /// <summary>The basket of these items, each once.</summary>
    /// <exception cref="ArgumentException">An item is empty, or there are more than <see cref="MaxItems"/> different ones.</exception>
    public static Basket Of(IEnumerable<string> items)
    {
        var distinct = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            ArgumentException.ThrowIfNullOrEmpty(item, nameof(items));
            if (distinct.Add(item) && distinct.Count > MaxItems)
            {
                throw new ArgumentException($"A basket has more than {MaxItems} different items.", nameof(items));
            }
        }

        return distinct.Count == 0 ? Empty : new([.. distinct]);
    }

    /// <summary>Whether the item is in it.</summary>
    public bool Contains(string item) => Array.BinarySearch(_items, item, StringComparer.Ordinal) >= 0;
}
