using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// The one JSON form of interactions. A field that this version does not know survives a round trip; a missing optional field is
/// its default; an unknown or missing kind throws <see cref="JsonException"/>. The serialiser sets an init-only property that is missing
/// to null, so one that has another default gives it for null.
/// </summary>
public static class InteractionCodec
{
    /// <summary>Reads one interaction, or throws <see cref="JsonException"/>.</summary>
    public static Interaction Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, InteractionJson.Wire.Interaction)
                ?? throw new JsonException("The interaction is null.");
        }
        catch (NotSupportedException fault)
        {
            throw new JsonException("The interaction has no 'type', or not one of the known kinds.", fault);
        }
    }

    /// <summary>Writes one interaction as UTF-8 JSON.</summary>
    public static byte[] Write(Interaction interaction) =>
        JsonSerializer.SerializeToUtf8Bytes(interaction, InteractionJson.Wire.Interaction);

    /// <summary>The bytes that <see cref="Write"/> would give, without keeping them.</summary>
    public static long Measure(Interaction interaction)
    {
        using var writer = new Utf8JsonWriter(new CountingBuffer(), new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(writer, interaction, InteractionJson.Wire.Interaction);
        writer.Flush();
        return writer.BytesCommitted;
    }

    /// <summary>Takes bytes and forgets them. One thread's scratch space serves all its measurements.</summary>
    private sealed class CountingBuffer : IBufferWriter<byte>
    {
        [ThreadStatic]
        private static byte[]? _scratch;

        public void Advance(int count)
        {
            // Nothing to move on: the writer counts.
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => Scratch(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Scratch(sizeHint);

        private static byte[] Scratch(int size) =>
            _scratch is { } scratch && scratch.Length >= size ? scratch : _scratch = new byte[Math.Max(size, 4096)];
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    MaxDepth = InteractionLimits.Depth + 8,
    Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(Interaction))]
internal sealed partial class InteractionJsonContext : JsonSerializerContext;

/// <summary>The context as it is used: Korean is written as it is, not as six bytes a letter. The bytes never stand inside HTML.</summary>
internal static class InteractionJson
{
    public static InteractionJsonContext Wire { get; } =
        new(new JsonSerializerOptions(InteractionJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
