using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The journal's payload: the entries of one turn as a UTF-8 JSON array. A missing optional field is its default, a field that this
/// version does not know is passed over, an unknown kind of entry or interaction throws <see cref="JsonException"/>.
/// </summary>
public static class EntryCodec
{
    /// <summary>Writes the entries of one turn, in their order.</summary>
    public static byte[] WriteTurn(IReadOnlyList<Entry> entries) =>
        JsonSerializer.SerializeToUtf8Bytes(entries, CustomerJson.Wire.IReadOnlyListEntry);

    /// <summary>Reads the entries of one turn, or throws <see cref="JsonException"/>.</summary>
    public static IReadOnlyList<Entry> ReadTurn(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, CustomerJson.Wire.IReadOnlyListEntry)
                ?? throw new JsonException("The turn's payload is null.");
        }
        catch (NotSupportedException fault)
        {
            throw new JsonException("An entry or its interaction has no kind, or one that this version does not know.", fault);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    MaxDepth = 128,
    Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(IReadOnlyList<Entry>))]
[JsonSerializable(typeof(CustomerSnapshot))]
[JsonSerializable(typeof(KeptSnapshot))]
[JsonSerializable(typeof(CustomerView))]
internal sealed partial class CustomerJsonContext : JsonSerializerContext;

/// <summary>The context as it is used: Korean is written as it is, not as six bytes a letter. The bytes never stand inside HTML.</summary>
internal static class CustomerJson
{
    public static CustomerJsonContext Wire { get; } =
        new(new JsonSerializerOptions(CustomerJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
