using System.Text.Json;

namespace DbMarketing.Engine.Customers;

/// <summary>Snapshots as UTF-8 JSON. Equal states give equal bytes.</summary>
public static class SnapshotCodec
{
    public static byte[] Write(CustomerSnapshot snapshot) =>
        JsonSerializer.SerializeToUtf8Bytes(snapshot, CustomerJson.Wire.CustomerSnapshot);

    /// <summary>
    /// Reads a snapshot; null when it is not what a fold makes today or cannot be read, in which case the customer is refolded.
    /// </summary>
    public static CustomerSnapshot? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize(payload.Span, CustomerJson.Wire.CustomerSnapshot);
            return Counts(snapshot) ? snapshot : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] WriteKept(KeptSnapshot kept) => JsonSerializer.SerializeToUtf8Bytes(kept, CustomerJson.Wire.KeptSnapshot);

    /// <summary>As <see cref="Read"/>, with the turn it was taken after.</summary>
    public static KeptSnapshot? ReadKept(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var kept = JsonSerializer.Deserialize(payload.Span, CustomerJson.Wire.KeptSnapshot);
            return Counts(kept?.Snapshot) ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Counts(CustomerSnapshot? snapshot) =>
        snapshot?.Version == CustomerSnapshot.CurrentVersion && !snapshot.HasUnsettledLinks;
}
