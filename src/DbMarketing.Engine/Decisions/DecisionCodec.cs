using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Decisions;

/// <summary>Writes decisions to their one serialised form, by which a replay is compared byte for byte. Thread-safe.</summary>
public static class DecisionCodec
{
    /// <summary>UTF-8 JSON; equal decisions give equal bytes.</summary>
    public static byte[] Write(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return JsonSerializer.SerializeToUtf8Bytes(decision, DecisionJson.Default.Decision);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; throws <see cref="JsonException"/> for anything else.</summary>
    public static Decision Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, DecisionJson.Default.Decision)
            ?? throw new JsonException("A decision is a JSON object, not null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(Decision))]
internal sealed partial class DecisionJson : JsonSerializerContext;
