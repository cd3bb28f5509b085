using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>Gaps by category as JSON: an object of arrays, each of count, sum, sum of squares and last day.</summary>
internal sealed class CategoryGapsConverter : JsonConverter<CategoryGaps>
{
    public override CategoryGaps Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Gaps by category are an object.");
        }

        var items = new List<CategoryGap>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var category = TextPool.Share(reader.GetString()!);
            reader.Read();
            var gaps = new GapStatistics((int)Next(ref reader), Next(ref reader), Next(ref reader));
            items.Add(new(category, gaps, (int)Next(ref reader)));
            reader.Read();
        }

        return new([.. items]);
    }

    public override void Write(Utf8JsonWriter writer, CategoryGaps value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (category, gaps, lastDay) in value.Items)
        {
            writer.WriteStartArray(category);
            writer.WriteNumberValue(gaps.Count);
            writer.WriteNumberValue(gaps.SumLog);
            writer.WriteNumberValue(gaps.SumLogSquared);
            writer.WriteNumberValue(lastDay);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static long Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }
}
