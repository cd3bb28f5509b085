using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Web;

/// <summary>Instants of bodies, read as everywhere: one without an offset is refused, for the machine's zone would decide it.</summary>
internal sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && AskedTimes.TryRead(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException($"is not {AskedTimes.Wanted}");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
