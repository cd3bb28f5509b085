namespace DbMarketing.Engine.CrossSell;

/// <summary>Items that enough baskets hold together.</summary>
/// <param name="Items">Places in <see cref="FrequentItemSets.Items"/>, ascending.</param>
/// <param name="Count">Baskets that hold all of them.</param>
public readonly record struct FrequentItemSet(int[] Items, int Count);

/// <summary>All sets of items that reach a minimum count, single items included.</summary>
/// <param name="Items">Names of the frequent items, in ordinal order.</param>
/// <param name="Sets">The sets; the same baskets in any order give the same list.</param>
/// <param name="Baskets">Baskets that were searched, empty ones included.</param>
/// <param name="MinCount">The least count of a set.</param>
public sealed record FrequentItemSets(IReadOnlyList<string> Items, IReadOnlyList<FrequentItemSet> Sets, int Baskets, long MinCount)
{
    /// <summary>Finds the sets.</summary>
    /// <exception cref="MiningLimitException">More sets reach the support than may be kept.</exception>
    public static FrequentItemSets Find(
        IReadOnlyList<Basket> baskets, MiningThresholds thresholds, CancellationToken cancellationToken = default) =>
        new Eclat(baskets, thresholds, cancellationToken).Search();
}
