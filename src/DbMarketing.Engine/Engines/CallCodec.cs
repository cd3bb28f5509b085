using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Calls and what they came to as UTF-8 JSON, from one process of a cluster to another. A field that this version does not know is
/// passed over, in an interaction it survives; instants are cut to whole milliseconds, as everywhere. Thread-safe.
/// </summary>
public static class CallCodec
{
    // The serialiser writes valid JSON by itself.
    private static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a call's question; whoever waits for its reply stays here.</summary>
    public static void WriteCall(IBufferWriter<byte> output, CustomerCall call) => Write(output, call, CallJson.Wire.CustomerCall);

    /// <summary>Reads a call to be answered here, or throws <see cref="InvalidDataException"/> for anything else.</summary>
    public static CustomerCall ReadCall(ReadOnlySpan<byte> utf8) => Read(utf8, CallJson.Wire.CustomerCall);

    public static void WriteReply(IBufferWriter<byte> output, CallReply reply) => Write(output, reply, CallJson.Wire.CallReply);

    /// <summary>Reads what a call came to, or throws <see cref="InvalidDataException"/> for anything else.</summary>
    public static CallReply ReadReply(ReadOnlySpan<byte> utf8) => Read(utf8, CallJson.Wire.CallReply);

    private static void Write<T>(IBufferWriter<byte> output, T value, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(output, Writing);
        JsonSerializer.Serialize(writer, value, type);
    }

    private static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new JsonException("A JSON object was expected, not null.");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"These {utf8.Length} bytes are no {type.Type.Name} of a kind that this version knows: {fault.Message}", fault);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    MaxDepth = 128,
    Converters = [typeof(UtcMillisecondsConverter), typeof(CustomerIdConverter)])]
[JsonSerializable(typeof(CustomerCall))]
[JsonSerializable(typeof(CallReply))]
[JsonSerializable(typeof(PlaybookSweepProgress))]
internal sealed partial class CallJsonContext : JsonSerializerContext;

/// <summary>The context as it is used: Korean is written as it is, not as six bytes a letter.</summary>
internal static class CallJson
{
    public static CallJsonContext Wire { get; } =
        new(new JsonSerializerOptions(CallJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
