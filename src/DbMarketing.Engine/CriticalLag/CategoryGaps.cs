using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// The gaps of one customer by category, equal when all of them are. A struct, so that who bought of none costs a null. In JSON an object
/// of arrays: count, sum, sum of squares and last day.
/// </summary>
[JsonConverter(typeof(CategoryGapsConverter))]
public readonly struct CategoryGaps : IEquatable<CategoryGaps>
{
    private readonly CategoryGap[]? _items;

    internal CategoryGaps(CategoryGap[] items) => _items = items.Length == 0 ? null : items;

    /// <summary>In the order of the playbook.</summary>
    public IReadOnlyList<CategoryGap> Items => _items ?? [];

    public static bool operator ==(CategoryGaps left, CategoryGaps right) => left.Equals(right);

    public static bool operator !=(CategoryGaps left, CategoryGaps right) => !left.Equals(right);

    /// <summary>What a customer bought of each of these categories.</summary>
    internal static CategoryGaps Of(Purchases bought, IReadOnlyList<string> categories, TimeZoneInfo zone)
    {
        if (categories.Count == 0 || bought.KeptItems.IsEmpty)
        {
            return default;
        }

        var found = new List<CategoryGap>(categories.Count);
        foreach (var category in categories)
        {
            if (CategoryGap.Of(bought, category, zone) is { } of)
            {
                found.Add(of.Gap);
            }
        }

        return new([.. found]);
    }

    /// <inheritdoc/>
    public bool Equals(CategoryGaps other) => _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CategoryGaps other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _items is [var first, ..] ? first.GetHashCode() : 0;

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Items);
}
