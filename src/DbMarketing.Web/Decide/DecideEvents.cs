using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Decide;

/// <summary>Events that come with a decide need not repeat whose they are.</summary>
internal static class DecideEvents
{
    public static Verdict OfAnother { get; } =
        Verdict.Rejected("customer_differs", "The interaction is of another customer than the decision; send it to /v1/batch.");

    /// <summary>The event with the decide's own ids and the type <c>track</c>, where it has none.</summary>
    public static JsonElement Complete(JsonElement source, CustomerId customer, CustomerId link)
    {
        var hasIds = EnvelopeReader.Member(source, "userId") is not null || EnvelopeReader.Member(source, "anonymousId") is not null;
        var hasType = EnvelopeReader.Member(source, "type") is not null;
        if (source.ValueKind != JsonValueKind.Object || (hasIds && hasType))
        {
            return source;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in source.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            if (!hasType)
            {
                writer.WriteString("type", "track");
            }

            if (!hasIds)
            {
                writer.WriteString(customer.Kind == CustomerKind.Known ? "userId" : "anonymousId", customer.Value);
                if (!link.IsDefault)
                {
                    writer.WriteString("anonymousId", link.Value);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
