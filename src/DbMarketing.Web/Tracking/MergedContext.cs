using System.Text.Json;

namespace DbMarketing.Web.Tracking;

/// <summary>The batch's context under the event's own, which wins field by field.</summary>
internal static class MergedContext
{
    public static JsonElement Of(JsonElement shared, JsonElement own)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in own.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            foreach (var property in shared.EnumerateObject().Where(p => !own.TryGetProperty(p.Name, out _)))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
