using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Interactions;

/// <summary>
/// The one JSON form of interactions. A field that this version does not know survives a round trip; a missing optional field is
/// its default; an unknown or missing kind throws <see cref="JsonException"/>.
/// </summary>
public static class InteractionCodec
{
    /// <summary>Reads one interaction, or throws <see cref="JsonException"/>.</summary>
    public static Interaction Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, InteractionJsonContext.Default.Interaction)
                ?? throw new JsonException("The interaction is null.");
        }
        catch (NotSupportedException fault)
        {
            throw new JsonException("The interaction has no 'type', or not one of the known kinds.", fault);
        }
    }

    /// <summary>Writes one interaction as UTF-8 JSON.</summary>
    public static byte[] Write(Interaction interaction) =>
        JsonSerializer.SerializeToUtf8Bytes(interaction, InteractionJsonContext.Default.Interaction);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    MaxDepth = InteractionLimits.Depth + 8,
    Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(Interaction))]
internal sealed partial class InteractionJsonContext : JsonSerializerContext;
