namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Gives equal names the same text: the pairs of one item share it, for a text from each order would be kept as often as the item has
/// partners. Bounded: names that are counted no more are dropped when there are twice as many as the counts may hold.
/// </summary>
/// <param name="limit">Items that are counted at most.</param>
/// <param name="isCounted">Whether an item is counted still.</param>
internal sealed class SharedNames(int limit, Func<string, bool> isCounted)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Takes the texts of stored counts as the ones that are shared.</summary>
    public void Take(NameTable stored) => _names.UnionWith(stored.Names);

    public string Share(string name)
    {
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_names.Count >= 2 * limit)
        {
            _names.RemoveWhere(held => !isCounted(held));
        }

        _names.Add(name);
        return name;
    }
}
