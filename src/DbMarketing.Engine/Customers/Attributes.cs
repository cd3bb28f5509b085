using System.Runtime.InteropServices;
using System.Text;
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
    private int _bytes;

    /// <summary>Those that have a value.</summary>
    public IReadOnlyDictionary<string, ProfileFact> Known => _known ??= _facts
        .Where(pair => pair.Value.Value.ValueKind != JsonValueKind.Null)
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Names and values, removed ones among them, as UTF-8 JSON.</summary>
    public int Bytes => _bytes;

    /// <summary>Takes in a trait; an object becomes one attribute for each of its fields (<c>address.city</c>), an array none.</summary>
    public void Observe(string name, JsonElement value, string source, DateTimeOffset at)
    {
        foreach (var (own, scalar) in Of(name, value))
        {
            Add(own, new(scalar, source, at));
        }
    }

    /// <summary>The attributes that a trait makes, as <see cref="Observe"/> takes them in.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Of(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.EnumerateObject().SelectMany(field => Of($"{name}.{field.Name}", field.Value));
        }

        return value.ValueKind is JsonValueKind.Array or JsonValueKind.Undefined ? [] : [(name, value)];
    }

    /// <summary><see cref="Bytes"/> as they would be after such traits, before the oldest attributes make room.</summary>
    public int BytesWith(IReadOnlyDictionary<string, JsonElement> traits, string source, DateTimeOffset at)
    {
        var bytes = _bytes;
        foreach (var (name, value) in traits.SelectMany(static trait => Of(trait.Key, trait.Value)))
        {
            var known = _facts.GetValueOrDefault(name);
            var fact = new ProfileFact(value, source, at);
            if (known is null || Compare(known, fact) < 0)
            {
                bytes += BytesOf(name, fact) - (known is null ? 0 : BytesOf(name, known));
            }
        }

        return bytes;
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

    private static int BytesOf(string name, ProfileFact fact) =>
        Encoding.UTF8.GetByteCount(name) + JsonMarshal.GetRawUtf8Value(fact.Value).Length;

    private static int Compare(ProfileFact left, ProfileFact right)
    {
        var order = left.ObservedAt.CompareTo(right.ObservedAt);
        order = order != 0 ? order : string.CompareOrdinal(left.Source, right.Source);
        return order != 0 ? order : string.CompareOrdinal(left.Value.GetRawText(), right.Value.GetRawText());
    }

    private void Add(string name, ProfileFact fact)
    {
        if (_facts.TryGetValue(name, out var known))
        {
            if (Compare(known, fact) >= 0)
            {
                return;
            }

            _bytes -= BytesOf(name, known);
        }

        _known = null;
        _bytes += BytesOf(name, fact);
        _facts[TextPool.Share(name)] = fact with { Value = fact.Value.Clone(), Source = TextPool.Share(fact.Source) };
        if (_facts.Count > StateLimits.Attributes)
        {
            var (oldest, evicted) = _facts
                .OrderBy(pair => pair.Value.ObservedAt).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .First();
            _facts.Remove(oldest);
            _bytes -= BytesOf(oldest, evicted);
        }
    }
}
