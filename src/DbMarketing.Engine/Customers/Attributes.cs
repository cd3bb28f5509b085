using System.Text.Json;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The latest observation of each attribute. Of two at the same instant the ordinally greater source wins, then the greater value. A
/// removed attribute is remembered as null, so that an older value does not come back.
/// </summary>
internal sealed class Attributes
{
    private readonly Dictionary<string, ProfileFact> _facts = new(StringComparer.Ordinal);
    private Dictionary<string, ProfileFact>? _known;

    /// <summary>Those that have a value.</summary>
    public IReadOnlyDictionary<string, ProfileFact> Known => _known ??= _facts
        .Where(pair => pair.Value.Value.ValueKind != JsonValueKind.Null)
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Takes in a trait; an object becomes one attribute for each of its fields (<c>address.city</c>), an array none.</summary>
    public void Observe(string name, JsonElement value, string source, DateTimeOffset at)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    Observe($"{name}.{field.Name}", field.Value, source, at);
                }

                break;
            case JsonValueKind.Array or JsonValueKind.Undefined:
                break;
            default:
                Add(name, new(value, source, at));
                break;
        }
    }

    public IReadOnlyList<AttributeSnapshot>? Capture() => _facts.Count == 0 ? null :
        [.. _facts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new AttributeSnapshot(pair.Key, pair.Value.Value, pair.Value.Source, pair.Value.ObservedAt))];

    public void Merge(IReadOnlyList<AttributeSnapshot>? other)
    {
        foreach (var fact in other ?? [])
        {
            Add(fact.Name, new(fact.Value, fact.Source, fact.ObservedAt));
        }
    }

    private static int Compare(ProfileFact left, ProfileFact right)
    {
        var order = left.ObservedAt.CompareTo(right.ObservedAt);
        order = order != 0 ? order : string.CompareOrdinal(left.Source, right.Source);
        return order != 0 ? order : string.CompareOrdinal(left.Value.GetRawText(), right.Value.GetRawText());
    }

    private void Add(string name, ProfileFact fact)
    {
        if (_facts.TryGetValue(name, out var known) && Compare(known, fact) >= 0)
        {
            return;
        }

        _known = null;
        _facts[TextPool.Share(name)] = fact with { Value = fact.Value.Clone(), Source = TextPool.Share(fact.Source) };
        if (_facts.Count > StateLimits.Attributes)
        {
            _facts.Remove(_facts
                .OrderBy(pair => pair.Value.ObservedAt).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .First().Key);
        }
    }
}
