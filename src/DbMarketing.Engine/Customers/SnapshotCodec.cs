using System.Text.Json;

namespace DbMarketing.Engine.Customers;

/// <summary>Snapshots as UTF-8 JSON. Equal states give equal bytes.</summary>
public static class SnapshotCodec
{
    public static byte[] Write(CustomerSnapshot snapshot) =>
        JsonSerializer.SerializeToUtf8Bytes(snapshot, CustomerJson.Wire.CustomerSnapshot);

    /// <summary>Reads a snapshot; null when it is of another version or cannot be read, in which case the customer is refolded.</summary>
    public static CustomerSnapshot? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize(payload.Span, CustomerJson.Wire.CustomerSnapshot);
            return snapshot?.Version == CustomerSnapshot.CurrentVersion ? snapshot : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
