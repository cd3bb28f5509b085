using System.Diagnostics.CodeAnalysis;

namespace DbMarketing.Engine.Customers;

/// <summary>Whether an id names a person the company knows, or a browser that it does not know yet.</summary>
public enum CustomerKind : byte
{
    /// <summary>Refused wherever an id is taken, so that a defaulted id fails loudly.</summary>
    None = 0,

    /// <summary>An id of the company's own records.</summary>
    Known = 1,

    /// <summary>An id that a browser or device made up for itself.</summary>
    Anonymous = 2,
}

/// <summary>
/// The id of one customer. Its text form is <c>k:ID</c> for a known and <c>a:ID</c> for an anonymous customer, so that the two
/// never collide. The order is total: known before anonymous, then ordinal; of two merged ids the smaller survives.
/// </summary>
public readonly record struct CustomerId(CustomerKind Kind, string Value) : IComparable<CustomerId>
{
    /// <summary>The longest accepted id, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>True for <c>default</c>, which no operation accepts.</summary>
    public bool IsDefault => Kind == CustomerKind.None;

    /// <summary>A known customer's id.</summary>
    public static CustomerId Known(string value) => new(CustomerKind.Known, value);

    /// <summary>An anonymous visitor's id.</summary>
    public static CustomerId Anonymous(string value) => new(CustomerKind.Anonymous, value);

    /// <summary>Reads the text form (<c>k:ID</c> or <c>a:ID</c>).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CustomerId id) => TryParse(text.AsSpan(), out id);

    /// <inheritdoc cref="TryParse(string?, out CustomerId)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out CustomerId id)
    {
        id = default;
        if (text.Length is < 3 or > MaxLength + 2 || text[1] != ':')
        {
            return false;
        }

        id = text[0] switch
        {
            'k' => Known(text[2..].ToString()),
            'a' => Anonymous(text[2..].ToString()),
            _ => default,
        };
        return !id.IsDefault;
    }

    /// <summary>Reads the text form, or throws <see cref="FormatException"/> for anything else.</summary>
    public static CustomerId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a customer id; expected k:ID or a:ID.");

    /// <inheritdoc/>
    public int CompareTo(CustomerId other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        CustomerKind.Known => "k:" + Value,
        CustomerKind.Anonymous => "a:" + Value,
        _ => "(none)",
    };

    public static bool operator <(CustomerId left, CustomerId right) => left.CompareTo(right) < 0;

    public static bool operator >(CustomerId left, CustomerId right) => left.CompareTo(right) > 0;

    public static bool operator <=(CustomerId left, CustomerId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(CustomerId left, CustomerId right) => left.CompareTo(right) >= 0;
}
