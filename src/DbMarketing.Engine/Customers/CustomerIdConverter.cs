using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Customers;

/// <summary>Customer ids in their text form, <c>k:ID</c> or <c>a:ID</c>. A default id is refused both ways.</summary>
internal sealed class CustomerIdConverter : JsonConverter<CustomerId>
{
    private const int TextLengthMax = CustomerId.MaxLength + 2;

    // A character takes at most six bytes: \u and four digits.
    private const int BytesMax = TextLengthMax * 6;

    /// <inheritdoc/>
    public override CustomerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        Span<char> text = stackalloc char[BytesMax];
        return reader.TokenType == JsonTokenType.String && bytes <= BytesMax
            && CustomerId.TryParse(text[..reader.CopyString(text)], out var id)
            ? id
            : throw new JsonException("A customer id is a text, k:ID or a:ID.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CustomerId value, JsonSerializerOptions options)
    {
        if (value.IsDefault || value.Value.Length > CustomerId.MaxLength)
        {
            throw new JsonException($"A customer id has a kind and at most {CustomerId.MaxLength} characters.");
        }

        Span<char> text = stackalloc char[TextLengthMax];
        text[0] = value.Kind == CustomerKind.Known ? 'k' : 'a';
        text[1] = ':';
        value.Value.CopyTo(text[2..]);
        writer.WriteStringValue(text[..(value.Value.Length + 2)]);
    }
}
